using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>A client that sends exactly what a test says and shows exactly what comes.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private byte[] _received = [];

    private RawClient(Socket socket) => _socket = socket;

    public MqttProtocolVersion Version { get; private set; } = MqttProtocolVersion.V500;

    public DecodeContext Context => new(Version, PacketSender.Server);

    public Socket Socket => _socket;

    public static async Task<RawClient> OpenAsync(IPEndPoint endpoint, int receiveBuffer = 0)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
            socket.ReceiveBufferSize = receiveBuffer;
        await socket.ConnectAsync(endpoint);
        return new RawClient(socket);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        for (int sent = 0; sent < bytes.Length;)
            sent += await _socket.SendAsync(bytes[sent..], SocketFlags.None);
    }

    public Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return SendAsync(output.WrittenMemory);
    }

    public async Task<ConnackPacket> ConnectAsync(ConnectPacket connect)
    {
        Version = connect.Version;
        await SendAsync(connect.Write);
        (byte header, byte[] body) = await ReadAsync();
        return ConnackPacket.Parse(new Frame(header, body), Context);
    }

    public async Task<SubackPacket> SubscribeAsync(params SubscriptionRequest[] subscriptions)
    {
        await SendSubscribeAsync(null, subscriptions);
        (byte header, byte[] body) = await ReadAsync();
        return SubackPacket.Parse(new Frame(header, body), Context);
    }

    public Task SendSubscribeAsync(uint? identifier, params SubscriptionRequest[] subscriptions) =>
        SendAsync(o => new SubscribePacket { PacketId = 7, Subscriptions = subscriptions, SubscriptionIdentifier = identifier }.Write(o, Version));

    public Task PublishAsync(string topic, string payload, int qos = 0, ushort packetId = 0, bool retain = false, bool duplicate = false, byte[]? properties = null) =>
        SendAsync(o => new PublishPacket
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = Encoding.UTF8.GetBytes(payload),
            Properties = properties,
            QualityOfService = (QualityOfService)qos,
            PacketId = packetId,
            Retain = retain,
            Duplicate = duplicate,
        }.Write(o, Version));

    public Task AckAsync(PacketType type, ushort packetId, ReasonCode reason = ReasonCode.Success) =>
        SendAsync(o => new AckPacket(type, packetId, reason).Write(o, Version));

    /// <summary>The next packet; an acknowledgement is expected.</summary>
    public async Task<AckPacket> ReadAckAsync()
    {
        (byte header, byte[] body) = await ReadAsync();
        Assert.InRange((PacketType)(header >> 4), PacketType.Puback, PacketType.Pubcomp);
        return AckPacket.Parse(new Frame(header, body), Context);
    }

    /// <summary>The next packet; a message is expected.</summary>
    public async Task<ReceivedMessage> ReadPublishAsync()
    {
        (byte header, byte[] body) = await ReadAsync();
        Assert.Equal(PacketType.Publish, (PacketType)(header >> 4));
        return ReceivedMessage.Parse(new Frame(header, body), Context);
    }

    /// <summary>The reason of the DISCONNECT that has to come next; then the broker has to close.</summary>
    public async Task<ReasonCode> ReadDisconnectAsync()
    {
        (byte header, byte[] body) = await ReadAsync();
        ReasonCode reason = DisconnectPacket.Parse(new Frame(header, body), Context).ReasonCode;
        await ExpectClosedAsync();
        return reason;
    }

    /// <summary>Everything sent before has been handled when this returns, and nothing came in answer to it.</summary>
    public async Task PingAsync()
    {
        await SendAsync(PingPacket.Request.ToArray());
        (byte header, _) = await ReadAsync();
        Assert.Equal(PacketType.Pingresp, (PacketType)(header >> 4));
    }

    public async Task<(byte Header, byte[] Body)> ReadAsync() =>
        await TryReadAsync() ?? throw new EndOfStreamException("The broker closed the connection.");

    /// <summary>Reads away what still comes until the broker closes; fails when it sends a packet.</summary>
    public async Task ExpectClosedAsync() => Assert.Null(await TryReadAsync());

    /// <summary>Drops the TCP connection without a word.</summary>
    public void Dispose() => _socket.Dispose();

    private async Task<(byte Header, byte[] Body)?> TryReadAsync()
    {
        var chunk = new byte[64 * 1024];
        while (true)
        {
            if (TryTake() is { } packet)
                return packet;
            using var limit = new CancellationTokenSource(Patience);
            int count;
            try
            {
                count = await _socket.ReceiveAsync(chunk, SocketFlags.None, limit.Token);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                count = 0;
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException("The broker sent nothing.");
            }

            if (count == 0)
                return null;
            _received = [.. _received, .. chunk.AsSpan(0, count)];
        }
    }

    private (byte Header, byte[] Body)? TryTake()
    {
        ReadOnlySpan<byte> rest = _received;
        if (!FrameReader.TryRead(ref rest, int.MaxValue, out Frame frame))
            return null;
        (byte, byte[]) packet = (frame.Header, frame.Body.ToArray());
        _received = rest.ToArray();
        return packet;
    }
}
