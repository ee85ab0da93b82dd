using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>From the receive buffer to the subscribers' sockets.</summary>
public sealed class RoutingAllocationTests : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly Delivery _delivery = new();
    private readonly BrokerServices _services;

    public RoutingAllocationTests()
    {
        var options = new MqttBrokerOptions();
        var statistics = new BrokerStatistics();
        var log = new OperationLog(new TransientBrokerStore());
        var tree = new SubscriptionTree<Subscription>();
        var wills = new Wills(log);
        var shared = new SharedGroups();
        var sessions = new SessionTable(new SessionServices(options, tree, shared, log, wills, statistics, TimeProvider.System));
        var retained = new RetainedMessages(options, statistics, log, TimeProvider.System);
        var router = new PublishRouter(new MatchCache(tree), retained, shared, receiver: null, statistics);
        _services = new BrokerServices(options, new OpenAccess(), router, sessions, wills, statistics, TimeProvider.System, NullLogger.Instance);
        _owned.Add(_services);
    }

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    [Theory]
    [InlineData("city/#", QualityOfService.AtMostOnce)]
    [InlineData("city/+/telemetry", QualityOfService.AtLeastOnce)]
    [InlineData("$share/g/city/#", QualityOfService.AtMostOnce)]
    public void Handle_PublishToASubscriber_AllocatesNothing(string filter, QualityOfService granted)
    {
        BrokerConnection subscriber = Connect("subscriber");
        Session session = subscriber.Terms.Session!;
        Receipt kept = default;
        session.Subscribe(new Subscription(session, System.Text.Encoding.UTF8.GetBytes(filter), granted, false, false, 0), out _, ref kept);
        BrokerConnection publisher = Connect("publisher");
        var handler = new PublishHandler(publisher, _services, new DecodeContext(MqttProtocolVersion.V500, PacketSender.Client), _delivery);
        byte[] packet = Wire();
        for (int i = 0; i < 100; i++)
            Pass();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            Pass();
        // One object for each message would be 24,000 at least; the pool of buffers may make a new one now and then.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);

        void Pass()
        {
            ReadOnlySpan<byte> rest = packet;
            Assert.True(FrameReader.TryRead(ref rest, 1_000, out Frame frame));
            handler.Handle(frame);
            _delivery.Flush();
            publisher.SendAcknowledgements();
            publisher.Outbox.Flush();
            if (granted == QualityOfService.AtLeastOnce)
                session.Output.Acknowledge(subscriber, new AckPacket(PacketType.Puback, OutgoingQueue.PacketId(session.Output.HeadSequence)));
        }
    }

    private static byte[] Wire()
    {
        var output = new ArrayBufferWriter<byte>();
        new PublishPacket { Topic = "city/a/telemetry"u8, Payload = "x"u8, QualityOfService = QualityOfService.AtLeastOnce, PacketId = 7 }.Write(output, MqttProtocolVersion.V500);
        return output.WrittenSpan.ToArray();
    }

    private BrokerConnection Connect(string clientId)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        // Nobody reads: what a thousand messages take fits into the kernel's buffers.
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        Socket accepted = listener.Accept();
        accepted.Blocking = false;
        var connection = new BrokerConnection(accepted, _services);
        _owned.AddRange([client, accepted, connection]);
        connection.Accept(new ConnectionTerms
        {
            Identity = new ClientIdentity(clientId, null, connection.RemoteEndPoint),
            Version = MqttProtocolVersion.V500,
            Connack = new ConnackPacket(),
            SendWindow = 100,
            MaximumPacketSize = int.MaxValue,
            Aliases = new OutgoingAliases(3),
            SilenceLimit = TimeSpan.Zero,
            SessionExpiry = TimeSpan.Zero,
            Will = null,
        });
        _services.Sessions.Attach(connection, clientId, cleanStart: true, TimeSpan.Zero);
        return connection;
    }
}
