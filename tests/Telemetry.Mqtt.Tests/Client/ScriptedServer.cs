using System.Net;
using System.Net.Sockets;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>A server that does what the test says, byte by byte.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedServer(int receiveBuffer = 0)
    {
        if (receiveBuffer > 0)
            _listener.Server.ReceiveBufferSize = receiveBuffer;
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task<Connection> AcceptAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        TcpClient tcp = await _listener.AcceptTcpClientAsync(limit.Token);
        tcp.NoDelay = true;
        return new Connection(tcp);
    }

    /// <summary>True when a client is there that nobody accepted yet.</summary>
    public bool HasPending => _listener.Pending();

    /// <summary>Accepts, takes CONNECT, answers with a CONNACK (the body after the remaining length).</summary>
    public async Task<Connection> AcceptConnectAsync(string connack = "00 00 00")
    {
        Connection connection = await AcceptAsync();
        connection.Connect = Assert.IsType<ConnectPacket>(await connection.ReadAsync());
        await connection.SendAsync(Wire.Packet(0x20, connack));
        return connection;
    }

    public void Dispose() => _listener.Dispose();

    public sealed class Connection(TcpClient tcp) : IDisposable
    {
        private readonly List<byte> _received = [];
        private readonly NetworkStream _stream = tcp.GetStream();

        public ConnectPacket? Connect { get; set; }

        /// <summary>The next packet, decoded by the version of its CONNECT; null when the client closed.</summary>
        public async Task<object?> ReadAsync()
        {
            byte[]? bytes = await ReadBytesAsync();
            return bytes is null ? null : Wire.Read(bytes, new DecodeContext(Connect?.Version ?? MqttProtocolVersion.V500, PacketSender.Client));
        }

        /// <summary>The next packet, as hexadecimal digits; null when the client closed.</summary>
        public async Task<string?> ReadHexAsync() => await ReadBytesAsync() is { } bytes ? Wire.Hex(bytes) : null;

        /// <summary>Whatever comes first.</summary>
        public async Task<byte[]> ReadSomeAsync()
        {
            using var limit = new CancellationTokenSource(Patience);
            byte[] buffer = new byte[4096];
            return buffer[..await _stream.ReadAsync(buffer, limit.Token)];
        }

        public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

        public Task SendAsync(string notation) => SendAsync(Wire.Bytes(notation));

        /// <summary>Half close: nothing more comes from this server.</summary>
        public void Shutdown() => tcp.Client.Shutdown(SocketShutdown.Send);

        public void Dispose() => tcp.Dispose();

        private async Task<byte[]?> ReadBytesAsync()
        {
            using var limit = new CancellationTokenSource(Patience);
            byte[] buffer = new byte[4096];
            while (true)
            {
                if (TakeFrame() is { } frame)
                    return frame;
                int count;
                try
                {
                    count = await _stream.ReadAsync(buffer, limit.Token);
                }
                catch (IOException)
                {
                    return null;
                }

                if (count == 0)
                    return null;
                _received.AddRange(buffer.AsSpan(0, count));
            }
        }

        private byte[]? TakeFrame()
        {
            byte[] all = [.. _received];
            ReadOnlySpan<byte> rest = all;
            if (!FrameReader.TryRead(ref rest, 1 << 20, out _))
                return null;
            int length = all.Length - rest.Length;
            _received.RemoveRange(0, length);
            return all[..length];
        }
    }
}
