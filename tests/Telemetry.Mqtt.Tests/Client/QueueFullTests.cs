using System.Text;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>What happens to messages that find the outgoing queue full.</summary>
public sealed class QueueFullTests : IDisposable
{
    private readonly MemoryStream _stream = new();
    private readonly MqttClientStatistics _statistics = new();
    private readonly SendBuffer _output;

    public QueueFullTests() => _output = new SendBuffer(_stream, static () => { }, static e => throw e);

    public void Dispose() => _stream.Dispose();

    [Fact]
    public async Task Publish_Refuse_TellsTheNewestAtOnceAndKeepsTheOld()
    {
        OutgoingPublishes outgoing = Outgoing(2, QueueFullPolicy.Refuse);
        Task<ReasonCode> one = Publish(outgoing, "1");
        _ = Publish(outgoing, "2");
        Assert.Equal(ReasonCode.QuotaExceeded, await Publish(outgoing, "3"));
        Assert.Equal(1, _statistics.DroppedBy(MqttDropReason.QueueFull));
        Assert.Equal(2, outgoing.Count);
        outgoing.Attach(_output, ServerLimits.None, null, sessionPresent: false);
        outgoing.Acknowledge(new AckPacket(PacketType.Puback, 1));
        Assert.Equal(ReasonCode.Success, await one);
        _ = Publish(outgoing, "4");
        Assert.Equal("124", Payloads());
    }

    [Fact]
    public void Publish_Wait_KeepsTheOrderOfTheCalls()
    {
        OutgoingPublishes outgoing = Outgoing(1, QueueFullPolicy.Wait);
        foreach (char c in "123456789")
            _ = Publish(outgoing, c.ToString());
        Assert.Equal(1, outgoing.Count);
        outgoing.Attach(_output, ServerLimits.None, null, sessionPresent: false);
        for (ushort id = 1; id <= 9; id++)
            outgoing.Acknowledge(new AckPacket(PacketType.Puback, id));
        Assert.Equal("123456789", Payloads());
        Assert.Equal(0, outgoing.Count);
    }

    [Fact]
    public async Task Publish_WaitingOneGivesUp_LetsASmallerOnePass()
    {
        OutgoingPublishes outgoing = Outgoing(10, QueueFullPolicy.Wait, bytes: 64 << 10);
        _ = Publish(outgoing, "1");
        using var cancel = new CancellationTokenSource();
        Task<ReasonCode> large = outgoing.PublishAsync(Message(new string('x', 64 << 10)), cancel.Token).AsTask();
        _ = Publish(outgoing, "2");
        Assert.Equal(1, outgoing.Count);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        Assert.Equal(2, outgoing.Count);
    }

    [Fact]
    public void Publish_LargerThanTheQueue_GetsInAlone()
    {
        OutgoingPublishes outgoing = Outgoing(10, QueueFullPolicy.Refuse, bytes: 64 << 10);
        Task<ReasonCode> large = Publish(outgoing, new string('x', 100_000));
        Assert.False(large.IsCompleted);
        Assert.Equal(1, outgoing.Count);
    }

    [Fact]
    public async Task Stop_CallsThatWait_AreCancelled()
    {
        OutgoingPublishes outgoing = Outgoing(1, QueueFullPolicy.Wait);
        _ = Publish(outgoing, "1");
        Task<ReasonCode> waiting = Publish(outgoing, "2");
        outgoing.Stop();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static OutgoingPublish Message(string payload) =>
        new(new PublishPacket { Topic = "t"u8, Payload = Encoding.UTF8.GetBytes(payload), QualityOfService = QualityOfService.AtLeastOnce }, 1, MqttProtocolVersion.V311);

    private static Task<ReasonCode> Publish(OutgoingPublishes outgoing, string payload) => outgoing.PublishAsync(Message(payload), CancellationToken.None).AsTask();

    private OutgoingPublishes Outgoing(int messages, QueueFullPolicy policy, int bytes = 1 << 20) =>
        new(new MqttClientOptions { ProtocolVersion = MqttProtocolVersion.V311, MaximumQueuedMessages = messages, MaximumQueuedBytes = bytes, WhenQueueFull = policy }, _statistics);

    /// <summary>The last byte of every packet so far: each has seven before it.</summary>
    private string Payloads() => string.Concat(_stream.ToArray().Chunk(8).Select(packet => (char)packet[^1]));
}
