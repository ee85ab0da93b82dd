using System.Buffers;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Client;

/// <summary>A SUBSCRIBE or an UNSUBSCRIBE, from the call to its answer.</summary>
internal sealed class SubscriptionOperation
{
    public SubscriptionOperation(IReadOnlyList<SubscriptionRequest> subscriptions, uint? identifier)
    {
        Subscriptions = subscriptions;
        Identifier = identifier;
    }

    public SubscriptionOperation(IReadOnlyList<string> filters) => Filters = filters;

    public IReadOnlyList<SubscriptionRequest> Subscriptions { get; } = [];

    public uint? Identifier { get; }

    /// <summary>What to end.</summary>
    public IReadOnlyList<string> Filters { get; } = [];

    public bool IsSubscribe => Filters.Count == 0;

    public int Count => IsSubscribe ? Subscriptions.Count : Filters.Count;

    public TaskCompletionSource<IReadOnlyList<ReasonCode>> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Write(IBufferWriter<byte> output, ushort packetId, MqttProtocolVersion version)
    {
        if (IsSubscribe)
            new SubscribePacket { PacketId = packetId, Subscriptions = Subscriptions, SubscriptionIdentifier = Identifier }.Write(output, version);
        else
            new UnsubscribePacket { PacketId = packetId, Filters = Filters }.Write(output, version);
    }

    /// <summary>Bytes on the wire.</summary>
    public int GetLength(MqttProtocolVersion version)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(output, ClientSubscriptions.PacketId, version);
        return output.WrittenCount;
    }
}
