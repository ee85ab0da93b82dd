using System.Buffers.Binary;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Client;

/// <summary>A message of our own at QoS 1 or 2, from the call to its last acknowledgement.</summary>
internal sealed class OutgoingPublish
{
    private readonly byte[] _frame;
    private readonly int _topicLength;
    private readonly int _packetIdOffset;
    private readonly TaskCompletionSource<ReasonCode> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OutgoingPublish(in PublishPacket packet, int topicLength, MqttProtocolVersion version)
    {
        QualityOfService = packet.QualityOfService;
        Retain = packet.Retain;
        _frame = new byte[packet.GetLength(version)];
        packet.Write(_frame, version);
        int headerLength = 2;
        while (_frame[headerLength - 1] >= 0x80)
            headerLength++;
        _topicLength = topicLength;
        _packetIdOffset = headerLength + 2 + topicLength;
    }

    public QualityOfService QualityOfService { get; }

    public bool Retain { get; }

    /// <summary>Bytes on the wire.</summary>
    public int Length => _frame.Length;

    /// <summary>0 until it is sent for the first time.</summary>
    public ushort PacketId { get; private set; }

    /// <summary>The place in the order of first sending, in which it is sent again [MQTT-4.6.0-1].</summary>
    public long Order { get; private set; }

    /// <summary>True once PUBREC came: only PUBREL is sent from now on.</summary>
    public bool IsReleased { get; set; }

    /// <summary>True when it went out on the present connection.</summary>
    public bool IsOnWire { get; set; }

    public Task<ReasonCode> Completion => _completion.Task;

    public void Identify(ushort packetId, long order)
    {
        PacketId = packetId;
        Order = order;
        BinaryPrimitives.WriteUInt16BigEndian(_frame.AsSpan(_packetIdOffset), packetId);
    }

    /// <summary>Takes the packet id away: the session it belonged to is gone.</summary>
    public void Forget()
    {
        PacketId = 0;
        _frame[0] &= 0xF7;
    }

    public void MarkDuplicate() => _frame[0] |= 0x08;

    /// <summary>Appends what comes next of this message: PUBLISH, or PUBREL once it arrived.</summary>
    public void Write(SendBuffer output, MqttProtocolVersion version, OutgoingAliases? aliases)
    {
        if (IsReleased)
            new AckPacket(PacketType.Pubrel, PacketId).Write(output, version);
        else if (aliases is null)
            output.Append(_frame);
        else
            aliases.Write(output, Packet(), version);
    }

    public void Complete(ReasonCode reason) => _completion.TrySetResult(reason);

    public void Cancel() => _completion.TrySetCanceled();

    private PublishPacket Packet()
    {
        ReadOnlySpan<byte> rest = _frame.AsSpan(_packetIdOffset + 2);
        int lengthBytes = VariableInteger.Read(rest, out uint properties);
        return new PublishPacket
        {
            Topic = _frame.AsSpan(_packetIdOffset - _topicLength, _topicLength),
            Properties = rest.Slice(lengthBytes, (int)properties),
            Payload = rest[(lengthBytes + (int)properties)..],
            PacketId = PacketId,
            QualityOfService = QualityOfService,
            Retain = Retain,
            Duplicate = (_frame[0] & 0x08) != 0,
        };
    }
}
