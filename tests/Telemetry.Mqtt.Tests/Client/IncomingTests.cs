using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>What the tests of incoming messages have in common.</summary>
public abstract class IncomingTests : IDisposable
{
    private readonly MemoryStream _stream = new();
    private readonly ClientSession _session = new(new MqttClientOptions { ClientId = "client" }, new MqttClientStatistics(), NullLogger.Instance);
    private readonly SendBuffer _output;

    protected IncomingTests()
    {
        Receiver = new RecordingReceiver(Log);
        _output = new SendBuffer(_stream, static () => { }, static e => throw e);
    }

    private protected ManualLog Log { get; } = new();

    private protected RecordingReceiver Receiver { get; }

    public void Dispose()
    {
        _stream.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static void Receive(IncomingPublishes incoming, params ushort[] ids)
    {
        foreach (ushort id in ids)
            incoming.Receive(new PublishPacket { Topic = "a"u8, QualityOfService = QualityOfService.AtLeastOnce, PacketId = id });
        incoming.EndRead();
    }

    private protected static void ReceiveTwo(IncomingPublishes incoming, ushort id)
    {
        incoming.Receive(new PublishPacket { Topic = "a"u8, QualityOfService = QualityOfService.ExactlyOnce, PacketId = id });
        incoming.EndRead();
    }

    private protected IncomingPublishes Incoming(MqttClientOptions? options = null, IPublishReceiver? receiver = null) =>
        new(receiver ?? Receiver, _session, _output, options ?? new MqttClientOptions(), new MqttClientStatistics());

    protected void Discard() => _stream.SetLength(0);

    protected string Sent()
    {
        string sent = Wire.Hex(_stream.ToArray());
        _stream.SetLength(0);
        return sent;
    }
}
