using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>The client against a server that the test scripts: what the server sends.</summary>
public sealed class MqttClientReceiveTests : ScriptedServerTests
{
    [Fact]
    public async Task Receive_LogCommitsLater_AcknowledgesThen()
    {
        var log = new ManualLog();
        var receiver = new RecordingReceiver(log);
        await using MqttClient client = Create(Options(), receiver);
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await Server.AcceptConnectAsync();
        await connection.SendAsync([.. Wire.Packet(0x32, "\"a\" 0007 00 'one'"), .. Wire.Packet(0x3A, "\"b\" 0008 00 'two'")]);
        Assert.Equal("a one", await receiver.NextAsync());
        Assert.Equal("b two again", await receiver.NextAsync());
        while (log.Waiting == 0)
            await Task.Yield();
        log.Commit(2);
        Assert.Equal("40020007", await connection.ReadHexAsync());
        Assert.Equal("40020008", await connection.ReadHexAsync());
    }

    [Fact]
    public async Task Receive_PacketInManyPieces_IsReadWhole()
    {
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Options(), receiver);
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await Server.AcceptConnectAsync();
        string large = new('x', 300_000);
        foreach (byte[] piece in Wire.Packet(0x32, $"\"a\" 0007 00 '{large}'").Chunk(7_001))
            await connection.SendAsync(piece);
        Assert.Equal("a " + large, await receiver.NextAsync());
        Assert.Equal("40020007", await connection.ReadHexAsync());
    }

    [Theory]
    [InlineData("10 0d \"MQTT\" 05 02 003c 00 0000", ReasonCode.ProtocolError)] // CONNECT
    [InlineData("20 03 000000", ReasonCode.ProtocolError)] // a second CONNACK
    [InlineData("82 07 0001 00 \"a\" 00", ReasonCode.ProtocolError)] // SUBSCRIBE
    [InlineData("a2 06 0001 00 \"a\"", ReasonCode.ProtocolError)] // UNSUBSCRIBE
    [InlineData("90 04 0001 00 00", ReasonCode.ProtocolError)] // SUBACK to nothing
    [InlineData("b0 04 0001 00 00", ReasonCode.ProtocolError)] // UNSUBACK to nothing
    [InlineData("c0 00", ReasonCode.ProtocolError)] // PINGREQ
    [InlineData("f0 06 18 04 15 \"a\"", ReasonCode.ProtocolError)] // AUTH without authentication
    [InlineData("d1 00", ReasonCode.MalformedPacket)]
    [InlineData("36 06 \"a\" 0001 00", ReasonCode.MalformedPacket)]
    [InlineData("30 05 \"#\" 00 'x'", ReasonCode.MalformedPacket)]
    [InlineData("32 06 \"a\" 0000 00", ReasonCode.ProtocolError)]
    [InlineData("30 07 \"a\" 03 23 0001", ReasonCode.TopicAliasInvalid)]
    [InlineData("30 ffffff7f", ReasonCode.PacketTooLarge)]
    [InlineData("30 ffffffff", ReasonCode.MalformedPacket)]
    [InlineData("00 00", ReasonCode.MalformedPacket)]
    [InlineData("e0 07 00 05 11 00000001", ReasonCode.ProtocolError)]
    [InlineData("e0 01 04", ReasonCode.ProtocolError)] // DISCONNECT with the client's reason
    [InlineData("30 07 \"a\" 04 01 00 01", ReasonCode.MalformedPacket)] // properties end within one
    [InlineData("30 08 \"a\" 04 01 00 01 00", ReasonCode.ProtocolError)] // a property twice
    [InlineData("30 06 \"a\" 02 01 02", ReasonCode.ProtocolError)] // payload format 2
    [InlineData("30 07 \"a\" 03 21 0001", ReasonCode.MalformedPacket)] // a property of CONNECT
    [InlineData("30 06 \"a\" 02 7f 00", ReasonCode.MalformedPacket)] // no property at all
    [InlineData("30 06 \"a\" 02 0b 00", ReasonCode.ProtocolError)] // subscription identifier 0
    [InlineData("30 05 0002 c328 00", ReasonCode.MalformedPacket)] // not UTF-8
    [InlineData("30 06 0003 eda080 00", ReasonCode.MalformedPacket)] // a surrogate
    [InlineData("30 05 0002 c080 00", ReasonCode.MalformedPacket)] // overlong
    [InlineData("30 04 0001 00 00", ReasonCode.MalformedPacket)] // NUL
    [InlineData("30 03 0000 00", ReasonCode.ProtocolError)] // neither topic nor alias
    [InlineData("38 04 \"a\" 00", ReasonCode.MalformedPacket)] // duplicate at QoS 0
    [InlineData("30 01 00", ReasonCode.MalformedPacket)] // a topic of half a length
    [InlineData("30 8080808001", ReasonCode.MalformedPacket)] // a length of five bytes
    [InlineData("30 8500 \"a\" 00 'x'", ReasonCode.MalformedPacket)] // a length of more bytes than needed
    [InlineData("40 01 00", ReasonCode.MalformedPacket)]
    [InlineData("40 02 0000", ReasonCode.ProtocolError)] // packet id 0
    [InlineData("40 03 0001 01", ReasonCode.ProtocolError)] // a reason code of SUBACK
    [InlineData("40 05 0001 00 00 00", ReasonCode.MalformedPacket)] // something behind the end
    [InlineData("41 02 0001", ReasonCode.MalformedPacket)]
    [InlineData("60 02 0001", ReasonCode.MalformedPacket)] // PUBREL without its flag
    [InlineData("d0 01 00", ReasonCode.MalformedPacket)]
    [InlineData("e0 00 f0 00", null)] // what follows DISCONNECT is not read
    public async Task Receive_WhatNoServerMaySend_DisconnectsWithTheReasonAndComesBack(string bytes, ReasonCode? reason)
    {
        await using MqttClient client = Create(Options());
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await Server.AcceptConnectAsync())
        {
            await connection.SendAsync(bytes);
            if (reason is not null)
                Assert.Equal(reason, Assert.IsType<DisconnectPacket>(await connection.ReadAsync()).ReasonCode);
            Assert.Null(await connection.ReadAsync());
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync();
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
    }

    /// <summary>Neither memory nor the connection for ever: it sends what wants an answer, and reads none.</summary>
    [Fact]
    public async Task Receive_ServerNeverReadsTheAnswers_IsLeft()
    {
        using var deaf = new ScriptedServer(receiveBuffer: 4096);
        await using MqttClient client = Create(Options() with { Port = deaf.Port, KeepAlive = TimeSpan.Zero });
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await deaf.AcceptConnectAsync();
        byte[] releases = [.. Enumerable.Repeat(Wire.Packet(0x62, "0001"), 10_000).SelectMany(packet => packet)];
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
                await connection.SendAsync(releases);
        });
        using ScriptedServer.Connection again = await deaf.AcceptConnectAsync();
        lock (States)
            Assert.Contains("Waiting the broker sends and does not read the answers", States);
    }

    [Fact]
    public async Task Receive_DisconnectWithControlCharactersAndAnotherServer_IsToldCleanAndNotFollowed()
    {
        await using MqttClient client = Create(Options());
        using (ScriptedServer.Connection connection = await OpenAsync(client))
        {
            string properties = "1f \"go\n\u001b[2J\" 1c \"evil:1\"";
            await connection.SendAsync(Wire.Packet(0xE0, $"9d {Wire.Bytes(properties).Length:x2} {properties}"));
            Assert.Null(await connection.ReadAsync());
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync();
        lock (States)
            Assert.Contains("Waiting the broker disconnected: ServerMoved go??[2J; it names another server, which is not followed: evil:1", States);
    }

    /// <summary>A disk that stalls is no dead broker: nothing is read, so no answer to a ping is seen.</summary>
    [Fact]
    public async Task Receive_NoRoomForLongerThanTheKeepAlive_KeepsTheConnection()
    {
        var full = new FullReceiver();
        await using MqttClient client = Create(Options(), full);
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await Server.AcceptConnectAsync("00 00 03 13 0001");
        await connection.SendAsync(Wire.Packet(0x30, "\"a\" 00 'x'"));
        await full.Received.Task.WaitAsync(Patience);
        for (int ping = 0; ping < 4; ping++)
        {
            Assert.Equal("c000", await connection.ReadHexAsync());
            await connection.SendAsync("d0 00");
        }

        full.Room.SetResult();
        await client.StopAsync(default).WaitAsync(Patience);
        Assert.Equal(1, client.Statistics.Connections);
    }

    [Fact]
    public async Task Receive_ProtocolErrorIn311_ClosesWithoutAWord()
    {
        await using MqttClient client = Create(Options() with { ProtocolVersion = MqttProtocolVersion.V311 });
        await client.StartAsync(default);
        using ScriptedServer.Connection connection = await Server.AcceptConnectAsync("00 00");
        await connection.SendAsync("e0 00");
        Assert.Null(await connection.ReadAsync());
    }

    [Fact]
    public async Task Receive_ReceiverFails_IsNotAcknowledgedAndComesAgain()
    {
        var receiver = new RecordingReceiver { Failure = new IOException("the disk is gone") };
        await using MqttClient client = Create(Options(), receiver);
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await Server.AcceptConnectAsync())
        {
            await connection.SendAsync(Wire.Packet(0x32, "\"a\" 0007 00 'one'"));
            Assert.Null(await connection.ReadAsync());
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync();
        await again.SendAsync(Wire.Packet(0x3A, "\"a\" 0007 00 'one'"));
        Assert.Equal("a one again", await receiver.NextAsync());
        Assert.Equal("40020007", await again.ReadHexAsync());
    }

    /// <summary>Has no room any more after the first message.</summary>
    private sealed class FullReceiver : IPublishReceiver
    {
        public TaskCompletionSource Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Room { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) =>
            Received.Task.IsCompleted ? new ValueTask(Room.Task.WaitAsync(cancellationToken)) : ValueTask.CompletedTask;

        public Receipt Receive(in PublishView publish, PublishOrigin origin)
        {
            Received.TrySetResult();
            return default;
        }
    }
}
