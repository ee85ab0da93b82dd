using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Benchmarks;

/// <summary>
/// One publisher, many subscribers, at QoS 0: the next ten messages leave when everybody has the last ten, so that no
/// broker has to drop any.
/// </summary>
internal static class FanOut
{
    private const int Burst = 10;

    /// <summary>Arguments: port, subscribers, messages. Prints one line.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        int port = int.Parse(args[0]), count = int.Parse(args[1]), messages = int.Parse(args[2]);
        byte[] publish = Packet(o => new PublishPacket { Topic = "fan/out"u8, Payload = new byte[190] }.Write(o, MqttProtocolVersion.V311));
        byte[] subscribe = Packet(o => new SubscribePacket { PacketId = 1, Subscriptions = [new SubscriptionRequest("fan/out", QualityOfService.AtMostOnce)] }.Write(o, MqttProtocolVersion.V311));
        long received = 0;
        var turn = new SemaphoreSlim(0);
        long target = 0;
        var subscribers = new Socket[count];
        for (int i = 0; i < count; i++)
        {
            subscribers[i] = await ConnectAsync(port, $"fan-{i}");
            await subscribers[i].SendAsync(subscribe);
            await ReadExactlyAsync(subscribers[i], 5);
            _ = ReadAsync(subscribers[i]);
        }

        Socket publisher = await ConnectAsync(port, "fan");
        byte[] burst = [.. Enumerable.Repeat(publish, Burst).SelectMany(p => p)];
        long start = Stopwatch.GetTimestamp();
        for (int sent = 0; sent < messages; sent += Burst)
        {
            Volatile.Write(ref target, (long)(sent + Burst) * count * publish.Length);
            await publisher.SendAsync(burst);
            if (!await turn.WaitAsync(TimeSpan.FromSeconds(30)))
            {
                Console.WriteLine($"after {sent} messages some did not arrive");
                return 1;
            }
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"deliveries {(long)messages * count} seconds {seconds:F3} rate {messages * (double)count / seconds:F0}/s"));
        return 0;

        async Task ReadAsync(Socket socket)
        {
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, SocketFlags.None) is var bytes and > 0)
            {
                if (Interlocked.Add(ref received, bytes) == Volatile.Read(ref target))
                    turn.Release();
            }
        }
    }

    private static async Task<Socket> ConnectAsync(int port, string clientId)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.SendAsync(Packet(new ConnectPacket { Version = MqttProtocolVersion.V311, ClientId = clientId, CleanStart = true }.Write));
        await ReadExactlyAsync(socket, 4);
        return socket;
    }

    private static async Task ReadExactlyAsync(Socket socket, int count)
    {
        var buffer = new byte[count];
        for (int read = 0; read < count;)
            read += await socket.ReceiveAsync(buffer.AsMemory(read), SocketFlags.None) is var bytes and > 0 ? bytes : throw new EndOfStreamException();
    }

    private static byte[] Packet(Action<System.Buffers.IBufferWriter<byte>> write)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
