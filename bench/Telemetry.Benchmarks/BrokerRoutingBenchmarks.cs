using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Benchmarks;

/// <summary>
/// What a published message costs inside the broker: cut out of the receive buffer, decoded, matched, written for the
/// subscribers, acknowledged, and handed to the sockets. Nothing of it may allocate.
/// </summary>
[MemoryDiagnoser]
public class BrokerRoutingBenchmarks : IDisposable
{
    private const int Batch = 256;

    private readonly List<BrokerConnection> _connections = [];
    private readonly List<Socket> _sockets = [];
    private readonly Delivery _delivery = new();
    private readonly byte[] _packets = Packets();
    private BrokerServices _services = null!;
    private PublishHandler _handler = null!;

    /// <summary>Clients that subscribed to everything.</summary>
    [Params(0, 1, 10)]
    public int Subscribers { get; set; }

    /// <summary>What they are granted.</summary>
    [Params(QualityOfService.AtMostOnce, QualityOfService.AtLeastOnce)]
    public QualityOfService Granted { get; set; }

    [GlobalSetup]
    public void Open()
    {
        var options = new MqttBrokerOptions { MaximumOutgoingBytes = 1 << 30, MaximumInflight = 32_767 };
        var statistics = new BrokerStatistics();
        var log = new OperationLog(new TransientBrokerStore());
        var tree = new SubscriptionTree<Subscription>();
        var wills = new Wills(log);
        var shared = new SharedGroups();
        var sessions = new SessionTable(new SessionServices(options, tree, shared, log, wills, statistics, TimeProvider.System));
        var retained = new RetainedMessages(options, statistics, log, TimeProvider.System);
        var router = new PublishRouter(new MatchCache(tree), retained, shared, receiver: null, statistics);
        _services = new BrokerServices(options, new OpenAccess(), router, sessions, wills, statistics, TimeProvider.System, NullLogger.Instance);
        for (int i = 0; i < Subscribers; i++)
        {
            BrokerConnection subscriber = Connect($"s{i}");
            Telemetry.Mqtt.Publishing.Receipt kept = default;
            Session session = subscriber.Terms.Session!;
            session.Subscribe(new Subscription(session, "city/#"u8.ToArray(), Granted, noLocal: false, retainAsPublished: false, 0), out _, ref kept);
        }

        BrokerConnection publisher = Connect("publisher");
        _handler = new PublishHandler(publisher, _services, new DecodeContext(MqttProtocolVersion.V311, PacketSender.Client), _delivery);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        foreach (BrokerConnection connection in _connections)
            connection.Dispose();
        foreach (Socket socket in _sockets)
            socket.Dispose();
        _connections.Clear();
        _sockets.Clear();
        GC.SuppressFinalize(this);
        _services?.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Publish()
    {
        ReadOnlySpan<byte> rest = _packets;
        while (FrameReader.TryRead(ref rest, 1 << 20, out Frame frame))
            _handler.Handle(frame);
        _delivery.Flush();
        BrokerConnection publisher = _connections[^1];
        publisher.SendAcknowledgements();
        publisher.Outbox.Flush();

        // What a subscriber's reader does with its PUBACKs.
        if (Granted == QualityOfService.AtMostOnce)
            return;
        for (int i = 0; i < _connections.Count - 1; i++)
        {
            BrokerConnection connection = _connections[i];
            SessionOutput output = connection.Terms.Session!.Output;
            for (long sequence = output.HeadSequence; sequence < output.NextSequence; sequence++)
                output.Acknowledge(connection, new AckPacket(PacketType.Puback, OutgoingQueue.PacketId(sequence)));
        }
    }

    private static byte[] Packets()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        for (int i = 0; i < Batch; i++)
        {
            new PublishPacket
            {
                Topic = System.Text.Encoding.UTF8.GetBytes($"city/linqing/heating/hs-{i:0000}/telemetry"),
                Payload = new byte[150],
                QualityOfService = QualityOfService.AtLeastOnce,
                PacketId = (ushort)(i + 1),
            }.Write(output, MqttProtocolVersion.V311);
        }

        return output.WrittenSpan.ToArray();
    }

    private BrokerConnection Connect(string clientId)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        Socket accepted = listener.Accept();
        accepted.Blocking = false;
        accepted.SendBufferSize = 4 * 1024 * 1024;
        _sockets.AddRange([client, accepted]);
        new Thread(() =>
        {
            var waste = new byte[256 * 1024];
            while (client.Receive(waste, SocketFlags.None, out _) > 0)
            {
            }
        })
        { IsBackground = true }.Start();
        var connection = new BrokerConnection(accepted, _services);
        connection.Accept(new ConnectionTerms
        {
            Identity = new ClientIdentity(clientId, null, connection.RemoteEndPoint),
            Version = MqttProtocolVersion.V311,
            Connack = new ConnackPacket(),
            SendWindow = 32_767,
            MaximumPacketSize = int.MaxValue,
            Aliases = null,
            SilenceLimit = TimeSpan.Zero,
            SessionExpiry = TimeSpan.Zero,
            Will = null,
        });
        _services.Sessions.Attach(connection, clientId, cleanStart: true, TimeSpan.Zero);
        _connections.Add(connection);
        return connection;
    }
}
