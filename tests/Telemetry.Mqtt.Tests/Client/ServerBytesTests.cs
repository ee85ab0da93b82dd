using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>However the server's bytes come, and whatever they are.</summary>
public sealed class ServerBytesTests : ScriptedServerTests
{
    private static readonly byte[] Everything =
    [
        .. Wire.Packet(0x30, "\"a\" 00 'zero'"),
        .. Wire.Packet(0x32, "\"a\" 0007 09 03 \"c\" 0b 05 0b 9001 'one'"),
        .. Wire.Packet(0x34, "\"a\" 0008 00 'two'"),
        .. Wire.Packet(0x62, "0008"),
        .. Wire.Packet(0xD0, ""),
        .. Wire.Packet(0x30, $"\"a\" 00 '{new string('x', 200)}'"),
        .. Wire.Packet(0x50, "0009"),
    ];

    [Fact]
    public async Task Receive_SplitAtEveryByte_IsReadAlike()
    {
        for (int at = 0; at <= Everything.Length; at++)
        {
            var receiver = new RecordingReceiver();
            await using MqttClient client = Create(Options() with { ReadFill = TimeSpan.Zero }, receiver);
            using ScriptedServer.Connection connection = await OpenAsync(client);
            long reads = client.Statistics.Reads;
            await connection.SendAsync(Everything[..at]);
            while (at > 0 && client.Statistics.Reads == reads)
                await Task.Yield();
            await connection.SendAsync(Everything[at..]);

            foreach (string payload in new[] { "zero", "one", "two", new string('x', 200) })
                Assert.Equal("a " + payload, await receiver.NextAsync());
            var answers = new HashSet<string?>();
            for (int i = 0; i < 4; i++)
                answers.Add(await connection.ReadHexAsync());
            Assert.Equal(["40020007", "50020008", "6203000992", "70020008"], answers.Order());
        }
    }

    [Fact]
    public async Task Receive_OneByteAtATime_IsReadAlike()
    {
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Options(), receiver);
        using ScriptedServer.Connection connection = await OpenAsync(client);
        foreach (byte one in Everything)
            await connection.SendAsync([one]);
        foreach (string payload in new[] { "zero", "one", "two", new string('x', 200) })
            Assert.Equal("a " + payload, await receiver.NextAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Receive_BytesByChance_NeverEndTheClient(int seed)
    {
        var random = new Random(seed);
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Options() with { ReadFill = TimeSpan.Zero, ReconnectDelayMaximum = TimeSpan.FromMilliseconds(10) }, receiver);
        await client.StartAsync(default);
        for (int round = 0; round < 50; round++)
        {
            using ScriptedServer.Connection connection = await Server.AcceptConnectAsync();
            await connection.SendAsync(Mutated(random));
            connection.Shutdown();
            while (await connection.ReadHexAsync() is not null)
            {
                // Whatever it answers: it ends the connection when nothing more comes.
            }
        }

        using ScriptedServer.Connection last = await Server.AcceptConnectAsync();
        await last.SendAsync(Wire.Packet(0x30, "\"end\" 00 'x'"));
        while (await receiver.NextAsync() != "end x")
        {
            // What the bytes by chance may have made.
        }
    }

    private static byte[] Mutated(Random random)
    {
        if (random.Next(3) == 0)
        {
            byte[] noise = new byte[random.Next(1, 300)];
            random.NextBytes(noise);
            return noise;
        }

        byte[] bytes = [.. Everything];
        for (int i = random.Next(1, 4); i > 0; i--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes[..random.Next(1, bytes.Length + 1)];
    }
}
