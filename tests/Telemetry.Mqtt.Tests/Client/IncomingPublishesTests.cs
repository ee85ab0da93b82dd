using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Tests.Client;

public sealed class IncomingPublishesTests : IncomingTests
{
    [Fact]
    public void EndRead_NothingCommitted_SendsNothingUntilTheCommit()
    {
        IncomingPublishes incoming = Incoming();
        Receive(incoming, 1, 2, 3);
        Assert.Equal("", Sent());
        Assert.Equal(1, Log.Waiting);

        Log.Commit(2);
        Assert.Equal("40020001" + "40020002", Sent());
        Assert.Equal(1, Log.Waiting);
        Log.Commit(3);
        Assert.Equal("40020003", Sent());
        Assert.Equal(0, Log.Waiting);
    }

    [Fact]
    public void EndRead_AlreadyCommitted_AnswersTheWholeReadInOneWrite()
    {
        IncomingPublishes incoming = Incoming();
        Log.Commit(10);
        Receive(incoming, 7, 8);
        Assert.Equal("40020007" + "40020008", Sent());
        Assert.Equal(0, Log.Waiting);
    }

    [Fact]
    public void EndRead_CommitBetweenDrainAndAwait_IsNotLost()
    {
        IncomingPublishes incoming = Incoming();
        Log.BeforeAwait = () => Log.Commit(1);
        Receive(incoming, 1);
        Assert.Equal("40020001", Sent());
    }

    [Fact]
    public void Acknowledge_LaterLogIsFirst_KeepsTheOrder()
    {
        var other = new ManualLog();
        var both = new TwoLogs(Log, other);
        IncomingPublishes incoming = Incoming(receiver: both);
        Receive(incoming, 1, 2, 3);
        other.Commit(100);
        Assert.Equal("", Sent());
        Log.Commit(100);
        Assert.Equal("40020001" + "40020002" + "40020003", Sent());
    }

    [Fact]
    public void Acknowledge_HeadPassesToAnotherLog_AsksThatLog()
    {
        var other = new ManualLog();
        IncomingPublishes incoming = Incoming(receiver: new TwoLogs(Log, other));
        Receive(incoming, 1, 2);
        Assert.Equal(0, other.Waiting);
        Log.Commit(100);
        Assert.Equal("40020001", Sent());
        Assert.Equal(1, other.Waiting);
        other.Commit(100);
        Assert.Equal("40020002", Sent());
    }

    [Fact]
    public void EndRead_CommitWithinAwaitLeavesAnotherLogNext_AsksThatLog()
    {
        var first = new ScriptedLog();
        var second = new ScriptedLog();
        IncomingPublishes incoming = Incoming(receiver: new TwoLogs(first, second));
        first.BeforeAwait = () => first.Commit(100);
        Receive(incoming, 1, 2);
        Assert.Equal("40020001", Sent());
        Assert.Equal(1, second.Waiting);
        second.Commit(100);
        Assert.Equal("40020002", Sent());
    }

    [Fact]
    public void Acknowledge_CommitWithinAwaitOfTheNextLog_AsksTheOneAfter()
    {
        var first = new ScriptedLog();
        var second = new ScriptedLog();
        IncomingPublishes incoming = Incoming(receiver: new TwoLogs(first, second));
        Receive(incoming, 1, 2, 3);
        second.BeforeAwait = () => second.Commit(100);
        first.Commit(2);
        Assert.Equal("40020001" + "40020002", Sent());
        Assert.Equal(1, first.Waiting);
        first.Commit(100);
        Assert.Equal("40020003", Sent());
    }

    [Fact]
    public void Acknowledge_ReadEndsWithinTheLookAtTheRing_WaitsForTheNextCommit()
    {
        var log = new ScriptedLog();
        IncomingPublishes incoming = Incoming(receiver: new RecordingReceiver(log));
        Receive(incoming, 1);
        log.BeforePosition = () =>
        {
            Receive(incoming, 2);
            log.Advance(1);
        };
        log.Notify();
        Assert.Equal("40020001", Sent());
        Assert.Equal(1, log.Waiting);
        log.Commit(2);
        Assert.Equal("40020002", Sent());
    }

    [Fact]
    public void Acknowledge_AfterTheConnectionClosed_SendsNothingAndEndsTheWaiting()
    {
        IncomingPublishes incoming = Incoming();
        Receive(incoming, 1);
        incoming.Close();
        Log.Commit(1);
        Assert.Equal("", Sent());
        Assert.Equal(0, Log.Waiting);
    }

    [Fact]
    public void EndRead_MoreThanTheRing_KeepsTheOrder()
    {
        IncomingPublishes incoming = Incoming();
        ushort[] ids = [.. Enumerable.Range(1, 1000).Select(id => (ushort)id)];
        foreach (ushort[] read in ids.Chunk(37))
            Receive(incoming, read);
        Log.Commit(500);
        Log.Commit(1000);
        Assert.Equal(string.Concat(ids.Select(id => $"4002{id:x4}")), Sent());
    }

    [Fact]
    public void EndRead_MoreThanTheReceiveMaximum_IsRefusedWith93()
    {
        IncomingPublishes incoming = Incoming(new MqttClientOptions { ReceiveMaximum = 2 });
        Receive(incoming, 1, 2);
        var refused = Assert.Throws<MqttProtocolException>(() => Receive(incoming, 3));
        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, refused.ReasonCode);
    }

    [Fact]
    public void EndRead_UnansweredAndUnreleasedTogether_AreHeldToTheReceiveMaximum()
    {
        IncomingPublishes incoming = Incoming(new MqttClientOptions { ReceiveMaximum = 2 });
        Receive(incoming, 1);
        ReceiveTwo(incoming, 2);
        Log.Commit(1);
        Receive(incoming, 3);
        var refused = Assert.Throws<MqttProtocolException>(() => Receive(incoming, 4));
        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, refused.ReasonCode);
    }

    [Fact]
    public void EndRead_TheSameExactlyOnceAgainAndAgainBeforeItsAnswer_IsRefusedWith93()
    {
        IncomingPublishes incoming = Incoming(new MqttClientOptions { ReceiveMaximum = 2 });
        ReceiveTwo(incoming, 1);
        ReceiveTwo(incoming, 1);
        Assert.Throws<MqttProtocolException>(() => ReceiveTwo(incoming, 1));
    }

    [Fact]
    public void EndRead_ExactlyOnceRefusedByTheReceiver_IsFreeWithItsAnswer()
    {
        IncomingPublishes incoming = Incoming(new MqttClientOptions { ReceiveMaximum = 1 });
        Receiver.Reason = ReasonCode.QuotaExceeded;
        Log.Commit(1);
        ReceiveTwo(incoming, 1);
        ReceiveTwo(incoming, 2);
        Assert.Equal("5003000197", Sent());
        Assert.Throws<MqttProtocolException>(() => ReceiveTwo(incoming, 3));
    }

    [Fact]
    public void Receive_ReceiverRefuses_TellsTheReasonInFiveOnly()
    {
        Receiver.Reason = ReasonCode.QuotaExceeded;
        Log.Commit(10);
        Receive(Incoming(), 1);
        Assert.Equal("4003000197", Sent());
        Receive(Incoming(new MqttClientOptions { ProtocolVersion = MqttProtocolVersion.V311 }), 1);
        Assert.Equal("40020001", Sent());
    }

    [Fact]
    public void Receive_TopicAlias_IsRefusedWith94()
    {
        var refused = Assert.Throws<MqttProtocolException>(() => Incoming().Receive(new PublishPacket { Topic = "a"u8, TopicAlias = 1 }));
        Assert.Equal(ReasonCode.TopicAliasInvalid, refused.ReasonCode);
    }

    [Fact]
    public void Receive_AtMostOnce_IsNotAcknowledged()
    {
        IncomingPublishes incoming = Incoming();
        incoming.Receive(new PublishPacket { Topic = "a"u8 });
        incoming.EndRead();
        Log.Commit(10);
        Assert.Equal("", Sent());
        Assert.True(Receiver.TryNext(out _));
    }

    [Fact]
    public async Task WhenAcknowledged_Waiting_CompletesWithTheLastCommit()
    {
        IncomingPublishes incoming = Incoming();
        await incoming.WhenAcknowledgedAsync(CancellationToken.None);
        Receive(incoming, 1, 2);
        Task done = incoming.WhenAcknowledgedAsync(CancellationToken.None);
        Log.Commit(1);
        Assert.False(done.IsCompleted);
        Log.Commit(2);
        await done.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Gives positions of two logs in turn.</summary>
    private sealed class TwoLogs(IDurableLog first, IDurableLog second) : IPublishReceiver
    {
        private int _count;

        public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Receipt Receive(in PublishView publish, PublishOrigin origin) => new(_count++ % 2 == 0 ? first : second, _count);
    }
}
