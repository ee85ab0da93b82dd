using Telemetry.Mqtt.Broker;

namespace Telemetry.Mqtt.Tests.Broker;

public class OutgoingQueueTests
{
    private readonly OutgoingQueue _queue = new();

    [Fact]
    public void TryNext_WindowFull_WaitsForAnAcknowledgement()
    {
        Add(3);
        Assert.Equal([0, 1], SendAll(window: 2));
        Assert.Equal(2, _queue.InFlight);
        Assert.Equal(1, _queue.Waiting);

        _queue.Finish(_queue.Find(OutgoingQueue.PacketId(0)));
        Assert.Equal([2], SendAll(window: 2));
    }

    [Fact]
    public void Finish_OutOfOrder_KeepsTheOthersFindable()
    {
        Add(4);
        SendAll(window: 10);
        _queue.Finish(_queue.Find(3));
        _queue.Finish(_queue.Find(1));
        Assert.Equal(-1, _queue.Find(3));
        Assert.Equal(-1, _queue.Find(1));
        Assert.Equal(1, _queue.Find(2));
        Assert.Equal(3, _queue.Find(4));
        Assert.Equal(1, _queue.HeadSequence);
        Assert.Equal(2, _queue.InFlight);
    }

    [Fact]
    public void Find_NotSentOrUnknown_MinusOne()
    {
        Add(2);
        Assert.Equal(-1, _queue.Find(1));
        Assert.Equal(-1, _queue.Find(0));
        SendAll(window: 1);
        Assert.Equal(0, _queue.Find(1));
        Assert.Equal(-1, _queue.Find(2));
        Assert.Equal(-1, _queue.Find(65_535));
    }

    [Theory]
    [InlineData(0, 1)] // nothing held
    [InlineData(2, 3)]
    public void PassOver_Numbers_AreNotUsedAndNotCounted(int held, int next)
    {
        Add(1);
        SendAll(window: 1);
        _queue.Finish(0);
        Add(held);
        _queue.PassOver(100);
        Assert.Equal(held, _queue.Waiting);
        Assert.Equal(next + 100, _queue.NextSequence);
        Add(1);
        Assert.Equal([.. Enumerable.Range(1, held), next + 100], SendAll(window: 10).Select(sequence => (int)sequence));
        Assert.Equal(0, _queue.Waiting);
        Assert.Equal(next + 100, _queue.Find(OutgoingQueue.PacketId(next + 100)));
    }

    [Fact]
    public void Waiting_DiscardedAndRewound_CountsWhatIsLeft()
    {
        Add(4);
        SendAll(window: 2);
        _queue.Discard(3);
        Assert.Equal(1, _queue.Waiting);
        _queue.Discard(0);
        Assert.Equal(1, _queue.Waiting);
        _queue.Rewind();
        Assert.Equal(2, _queue.Waiting);
        Assert.Equal([1, 2], SendAll(window: 10));
    }

    [Fact]
    public void PacketId_After65535Messages_BeginsAnewAndIsNeverZero()
    {
        _queue.StartAt(65_533);
        Add(4);
        SendAll(window: 10);
        Assert.Equal(65_534, OutgoingQueue.PacketId(65_533));
        Assert.Equal(65_535, OutgoingQueue.PacketId(65_534));
        Assert.Equal(1, OutgoingQueue.PacketId(65_535));
        Assert.Equal(65_535, _queue.Find(1));
        Assert.Equal(65_534, _queue.Find(65_535));
        Assert.Equal(-1, _queue.Find(4));
    }

    [Fact]
    public void TryNext_OldestUnacknowledgedForAWholeRound_DoesNotReuseItsPacketId()
    {
        for (int i = 0; i < 65_535; i++)
        {
            Add(1);
            Assert.Single(SendAll(window: 2));
            if (i > 0)
                _queue.Finish(i);
        }

        Add(1);
        Assert.Empty(SendAll(window: 2));
        _queue.Finish(0);
        Assert.Single(SendAll(window: 2));
    }

    [Fact]
    public void Rewind_InFlight_GivesThemAgainInOrderWithinTheNewWindow()
    {
        Add(4);
        SendAll(window: 3);
        _queue.Finish(1);
        _queue.Rewind();
        Assert.Equal(0, _queue.InFlight);
        Assert.Equal([0, 2], SendAll(window: 2));
        Assert.Equal(OutgoingState.Sent, _queue[2].State);
        Assert.Equal(OutgoingState.Queued, _queue[3].State);
    }

    [Fact]
    public void Release_ExactlyOnce_ForgetsTheMessageAndKeepsTheIdentifier()
    {
        _queue.Add(Message(QualityOfService.ExactlyOnce));
        SendAll(window: 1);
        Assert.True(_queue.Bytes > 0);
        _queue.Release(0);
        Assert.Equal(0, _queue.Bytes);
        Assert.Equal(0, _queue.Find(1));
        _queue.Rewind();
        Assert.Equal([0], SendAll(window: 1));
        _queue.Finish(0);
        Assert.Equal(1, _queue.HeadSequence);
    }

    [Fact]
    public void MarkSent_AtMostOnce_IsDoneAndTakesNoWindow()
    {
        Add(1);
        _queue.Add(Message(QualityOfService.AtMostOnce));
        Assert.Equal([0, 1], SendAll(window: 1));
        Assert.Equal(1, _queue.InFlight);
        _queue.Finish(0);
        Assert.Equal(2, _queue.HeadSequence);
        Assert.Equal(0, _queue.Bytes);
    }

    [Fact]
    public void Restore_GapsAndRepeats_KeepsTheNumbers()
    {
        _queue.Restore(10, Message(QualityOfService.AtLeastOnce));
        _queue.Restore(12, Message(QualityOfService.AtLeastOnce));
        _queue.Restore(12, Message(QualityOfService.AtLeastOnce));
        Assert.Equal([10, 12], SendAll(window: 10));
        Assert.Equal(13, _queue.NextSequence);
    }

    [Fact]
    public void Discard_BeforeAnythingWasSent_IsNotGivenOut()
    {
        for (int i = 5; i < 8; i++)
            _queue.Restore(i, Message(QualityOfService.AtLeastOnce));
        _queue.Discard(5);
        _queue.Discard(6);
        Assert.Equal([7], SendAll(window: 10));
        Assert.Equal(1, _queue.InFlight);
    }

    private static OutgoingMessage Message(QualityOfService qos) => new()
    {
        Message = new StoredMessage([1, 2, 3], 1, 0, qos, false, 0),
        Identifiers = [],
        QualityOfService = qos,
    };

    private void Add(int count)
    {
        for (int i = 0; i < count; i++)
            _queue.Add(Message(QualityOfService.AtLeastOnce));
    }

    private List<long> SendAll(int window)
    {
        var sent = new List<long>();
        while (_queue.TryNext(window, out long sequence))
        {
            sent.Add(sequence);
            _queue.MarkSent();
        }

        return sent;
    }
}
