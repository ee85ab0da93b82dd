using System.Text;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

public sealed class OutgoingPublishesTests : IDisposable
{
    private readonly MemoryStream _stream = new();
    private readonly MqttClientStatistics _statistics = new();
    private SendBuffer _output;

    public OutgoingPublishesTests() => _output = NewOutput();

    public void Dispose() => _stream.Dispose();

    [Fact]
    public void Publish_NotConnected_IsSentOnceAttached()
    {
        OutgoingPublishes outgoing = Outgoing();
        Task<ReasonCode> one = Publish(outgoing, "1");
        Assert.Equal("", Sent());
        Attach(outgoing);
        Assert.Equal(Frame(1, "1"), Sent());
        Assert.False(one.IsCompleted);
        Assert.Equal(1, outgoing.Count);
    }

    [Fact]
    public async Task Acknowledge_Puback_CompletesWithItsReason()
    {
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing);
        Task<ReasonCode> one = Publish(outgoing, "1");
        Task<ReasonCode> two = Publish(outgoing, "2");
        outgoing.Acknowledge(new AckPacket(PacketType.Puback, 2, ReasonCode.NoMatchingSubscribers));
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await two);
        Assert.False(one.IsCompleted);
        outgoing.Acknowledge(new AckPacket(PacketType.Puback, 1));
        Assert.Equal(ReasonCode.Success, await one);
        Assert.True(outgoing.WhenEmptyAsync().IsCompleted);
    }

    [Fact]
    public void Pump_WindowFull_SendsTheNextWithAnAcknowledgement()
    {
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing, ServerLimits.None with { ReceiveMaximum = 2 });
        foreach (string payload in new[] { "1", "2", "3", "4" })
            _ = Publish(outgoing, payload);
        Assert.Equal(Frame(1, "1") + Frame(2, "2"), Sent());
        outgoing.Acknowledge(new AckPacket(PacketType.Puback, 1));
        Assert.Equal(Frame(3, "3"), Sent());
        outgoing.Acknowledge(new AckPacket(PacketType.Puback, 1));
        Assert.Equal("", Sent());
    }

    [Fact]
    public void Attach_SessionPresent_SendsAgainInOrderAsDuplicates()
    {
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing);
        _ = Publish(outgoing, "1");
        _ = Publish(outgoing, "2");
        outgoing.Detach();
        _ = Publish(outgoing, "3");
        Sent();
        Attach(outgoing, sessionPresent: true);
        Assert.Equal(Frame(1, "1", header: 0x3A) + Frame(2, "2", header: 0x3A) + Frame(3, "3"), Sent());
        Assert.Equal(2, _statistics.Redelivered);
    }

    [Fact]
    public void Attach_SmallerWindowThanWasOnTheWay_SendsTheRestLater()
    {
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing);
        _ = Publish(outgoing, "1");
        _ = Publish(outgoing, "2");
        outgoing.Detach();
        Sent();
        Attach(outgoing, ServerLimits.None with { ReceiveMaximum = 1 }, sessionPresent: true);
        Assert.Equal(Frame(1, "1", header: 0x3A), Sent());
        outgoing.Acknowledge(new AckPacket(PacketType.Puback, 1));
        Assert.Equal(Frame(2, "2", header: 0x3A), Sent());
    }

    [Fact]
    public void Attach_SessionGone_SendsAsNew()
    {
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing);
        _ = Publish(outgoing, "1");
        _ = Publish(outgoing, "2");
        outgoing.Acknowledge(new AckPacket(PacketType.Puback, 1));
        outgoing.Detach();
        Sent();
        Attach(outgoing, sessionPresent: false);
        Assert.Equal(Frame(3, "2"), Sent());
    }

    [Fact]
    public void Attach_SessionGoneTwiceWithinASmallWindow_LosesNothingAndKeepsTheOrder()
    {
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing);
        foreach (string payload in new[] { "1", "2", "3" })
            _ = Publish(outgoing, payload);
        outgoing.Detach();
        Attach(outgoing, ServerLimits.None with { ReceiveMaximum = 1 }, sessionPresent: false);
        _ = Publish(outgoing, "4");
        outgoing.Detach();
        Sent();
        Attach(outgoing, sessionPresent: false);
        Assert.Equal(Frame(5, "1") + Frame(6, "2") + Frame(7, "3") + Frame(8, "4"), Sent());
    }

    [Fact]
    public async Task Acknowledge_ExactlyOnce_GoesThroughAllFourSteps()
    {
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing);
        Task<ReasonCode> one = Publish(outgoing, "1", QualityOfService.ExactlyOnce);
        Assert.Equal(Frame(1, "1", header: 0x34), Sent());
        outgoing.Acknowledge(new AckPacket(PacketType.Pubrec, 1));
        Assert.Equal("62020001", Sent());
        outgoing.Detach();
        Attach(outgoing, sessionPresent: true);
        Assert.Equal("62020001", Sent());
        outgoing.Acknowledge(new AckPacket(PacketType.Pubcomp, 1));
        Assert.Equal(ReasonCode.Success, await one);
    }

    [Fact]
    public async Task Acknowledge_PubrecRefuses_EndsTheMessage()
    {
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing);
        Task<ReasonCode> one = Publish(outgoing, "1", QualityOfService.ExactlyOnce);
        Sent();
        outgoing.Acknowledge(new AckPacket(PacketType.Pubrec, 1, ReasonCode.QuotaExceeded));
        Assert.Equal(ReasonCode.QuotaExceeded, await one);
        Assert.Equal("", Sent());
    }

    [Fact]
    public async Task Attach_ReleasedAndSessionGone_CountsAsArrived()
    {
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing);
        Task<ReasonCode> one = Publish(outgoing, "1", QualityOfService.ExactlyOnce);
        outgoing.Acknowledge(new AckPacket(PacketType.Pubrec, 1));
        outgoing.Detach();
        Sent();
        Attach(outgoing, sessionPresent: false);
        Assert.Equal(ReasonCode.Success, await one);
        Assert.Equal("", Sent());
    }

    [Fact]
    public void Acknowledge_UnknownIds_AreAnsweredAsTheSpecificationSays()
    {
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing);
        outgoing.Acknowledge(new AckPacket(PacketType.Puback, 9));
        outgoing.Acknowledge(new AckPacket(PacketType.Pubcomp, 9));
        Assert.Equal("", Sent());
        outgoing.Acknowledge(new AckPacket(PacketType.Pubrec, 9));
        Assert.Equal("6203000992", Sent());
    }

    [Theory]
    [InlineData(QualityOfService.AtLeastOnce, PacketType.Pubrec)]
    [InlineData(QualityOfService.AtLeastOnce, PacketType.Pubcomp)]
    [InlineData(QualityOfService.ExactlyOnce, PacketType.Puback)]
    public void Acknowledge_OfAnotherQuality_IsAProtocolError(QualityOfService quality, PacketType ack)
    {
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing);
        _ = Publish(outgoing, "1", quality);
        var refused = Assert.Throws<MqttProtocolException>(() => outgoing.Acknowledge(new AckPacket(ack, 1)));
        Assert.Equal(ReasonCode.ProtocolError, refused.ReasonCode);
    }

    [Fact]
    public async Task Publish_QueueFull_WaitsForRoom()
    {
        OutgoingPublishes outgoing = Outgoing(new MqttClientOptions { MaximumQueuedMessages = 1 });
        Attach(outgoing);
        Task<ReasonCode> one = Publish(outgoing, "1");
        Task<ReasonCode> two = Publish(outgoing, "2");
        Assert.Equal(Frame(1, "1"), Sent());
        outgoing.Acknowledge(new AckPacket(PacketType.Puback, 1));
        Assert.Equal(ReasonCode.Success, await one);
        while (_statistics.Published < 2)
            await Task.Yield();
        outgoing.Acknowledge(new AckPacket(PacketType.Puback, 2));
        Assert.Equal(ReasonCode.Success, await two);
        await _output.WhenIdleAsync();
        Assert.Equal(Frame(2, "2"), Sent());
    }

    [Fact]
    public async Task Publish_QueueFullAndCancelled_LeavesNothingBehind()
    {
        OutgoingPublishes outgoing = Outgoing(new MqttClientOptions { MaximumQueuedMessages = 1 });
        _ = Publish(outgoing, "1");
        using var cancel = new CancellationTokenSource();
        Task<ReasonCode> two = outgoing.PublishAsync(Message("2", QualityOfService.AtLeastOnce), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await two);
        Assert.Equal(1, outgoing.Count);
    }

    [Theory]
    [InlineData(ReasonCode.QosNotSupported)]
    [InlineData(ReasonCode.RetainNotSupported)]
    [InlineData(ReasonCode.PacketTooLarge)]
    public async Task Publish_ServerDoesNotTakeSuch_CompletesUnsent(ReasonCode reason)
    {
        ServerLimits limits = reason switch
        {
            ReasonCode.QosNotSupported => ServerLimits.None with { MaximumQualityOfService = QualityOfService.AtLeastOnce },
            ReasonCode.RetainNotSupported => ServerLimits.None with { RetainAvailable = false },
            _ => ServerLimits.None with { MaximumPacketSize = 6 },
        };
        OutgoingPublishes outgoing = Outgoing();
        Attach(outgoing, limits);
        Assert.Equal(reason, await outgoing.PublishAsync(Message("1", QualityOfService.ExactlyOnce, retain: true), CancellationToken.None));
        Assert.Equal("", Sent());
        Assert.Equal(0, outgoing.Count);
    }

    [Fact]
    public void Publish_AllPacketIdsAround_SkipsThoseInUse()
    {
        OutgoingPublishes outgoing = Outgoing(new MqttClientOptions { MaximumQueuedMessages = 10 });
        Attach(outgoing);
        _ = Publish(outgoing, "held");
        for (int i = 0; i < 65_533; i++)
        {
            _ = Publish(outgoing, "x");
            outgoing.Acknowledge(new AckPacket(PacketType.Puback, (ushort)(i + 2)));
        }

        Sent();
        _ = Publish(outgoing, "next");
        Assert.Equal(Frame(2, "next"), Sent());
    }

    [Fact]
    public async Task Stop_MessagesLeft_AreCancelledAndLaterOnesRefused()
    {
        OutgoingPublishes outgoing = Outgoing();
        Task<ReasonCode> one = Publish(outgoing, "1");
        outgoing.Stop();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await one);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Publish(outgoing, "2"));
    }

    private static OutgoingPublish Message(string payload, QualityOfService quality, bool retain = false) =>
        new(new PublishPacket { Topic = "t"u8, Payload = Encoding.UTF8.GetBytes(payload), QualityOfService = quality, Retain = retain }, 1, MqttProtocolVersion.V500);

    private static Task<ReasonCode> Publish(OutgoingPublishes outgoing, string payload, QualityOfService quality = QualityOfService.AtLeastOnce) =>
        outgoing.PublishAsync(Message(payload, quality), CancellationToken.None).AsTask();

    private static string Frame(ushort id, string payload, byte header = 0x32) => Wire.Hex(Wire.Packet(header, $"\"t\" {id:x4} 00 '{payload}'"));

    private OutgoingPublishes Outgoing(MqttClientOptions? options = null) => new(options ?? new MqttClientOptions(), _statistics);

    private void Attach(OutgoingPublishes outgoing, ServerLimits? limits = null, bool sessionPresent = false)
    {
        _output = NewOutput();
        outgoing.Attach(_output, limits ?? ServerLimits.None, null, sessionPresent);
    }

    private SendBuffer NewOutput() => new(_stream, static () => { }, static e => throw e);

    private string Sent()
    {
        string sent = Wire.Hex(_stream.ToArray());
        _stream.SetLength(0);
        return sent;
    }
}
