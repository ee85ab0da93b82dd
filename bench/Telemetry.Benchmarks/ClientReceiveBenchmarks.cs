using System.Buffers;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Benchmarks;

/// <summary>
/// What the client does with a PUBLISH of about 190 bytes between the socket and its receiver, and with its
/// acknowledgement: a read of 100 messages, frames, packets, hand-over, commit, acknowledgements as one write.
/// Target: 0 bytes.
/// </summary>
[MemoryDiagnoser]
public class ClientReceiveBenchmarks : IDisposable
{
    private const int Messages = 100;
    private const int MaximumPacketSize = 1 << 20;
    private readonly DecodeContext _context = new(MqttProtocolVersion.V500, PacketSender.Server);
    private byte[] _read = [];
    private IncomingPublishes _incoming = null!;
    private MemoryStream _sent = null!;

    [Params("QoS 0", "QoS 1", "QoS 1, alias")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        var output = new ArrayBufferWriter<byte>();
        byte[] topic = "city/linqing/heating/hs-0042/telemetry"u8.ToArray();
        byte[] alias = [(byte)PropertyId.TopicAlias, 0, 1];
        for (ushort id = 1; id <= Messages; id++)
        {
            bool hasAlias = Kind.EndsWith("alias", StringComparison.Ordinal);
            new PublishPacket
            {
                Topic = hasAlias && id > 1 ? default : topic,
                Properties = hasAlias ? alias : default,
                Payload = new byte[150],
                QualityOfService = Kind == "QoS 0" ? QualityOfService.AtMostOnce : QualityOfService.AtLeastOnce,
                PacketId = Kind == "QoS 0" ? (ushort)0 : id,
            }.Write(output, MqttProtocolVersion.V500);
        }

        _read = output.WrittenSpan.ToArray();
        var options = new MqttClientOptions { TopicAliasMaximum = 16 };
        _sent = new MemoryStream(64 << 10);
        var session = new ClientSession(options, new MqttClientStatistics(), NullLogger.Instance);
        _incoming = new IncomingPublishes(new CountingReceiver(), session, new SendBuffer(_sent, static () => { }, static e => throw e), options, new MqttClientStatistics());
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public void ReceiveAndAcknowledge()
    {
        _sent.SetLength(0);
        ReadOnlySpan<byte> rest = _read;
        while (FrameReader.TryRead(ref rest, MaximumPacketSize, out Frame frame))
            _incoming.Receive(frame, _context);
        _incoming.EndRead();
    }

    /// <summary>A log that has committed when it is asked to.</summary>
    private sealed class CountingReceiver : IPublishReceiver, IDurableLog
    {
        private long _next;

        public long CommittedPosition { get; private set; }

        public void Await(PublishOrigin origin)
        {
            CommittedPosition = _next;
            origin.Acknowledge();
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Receipt Receive(in PublishView publish, PublishOrigin origin) => new(this, _next++);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _sent?.Dispose();
        GC.SuppressFinalize(this);
    }
}
