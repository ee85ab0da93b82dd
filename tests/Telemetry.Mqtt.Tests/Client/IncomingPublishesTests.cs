using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

public sealed class IncomingPublishesTests : IDisposable
{
    private readonly MemoryStream _stream = new();
    private readonly ManualLog _log = new();
    private readonly RecordingReceiver _receiver;
    private readonly ClientSession _session = new(new MqttClientOptions { ClientId = "client" }, new MqttClientStatistics(), NullLogger.Instance);
    private readonly SendBuffer _output;

    public IncomingPublishesTests()
    {
        _receiver = new RecordingReceiver(_log);
        _output = new SendBuffer(_stream, static () => { }, static e => throw e);
    }

    public void Dispose() => _stream.Dispose();

    [Fact]
    public void EndRead_NothingCommitted_SendsNothingUntilTheCommit()
    {
        IncomingPublishes incoming = Incoming();
        Receive(incoming, 1, 2, 3);
        Assert.Equal("", Sent());
        Assert.Equal(1, _log.Waiting);

        _log.Commit(2);
        Assert.Equal("40020001" + "40020002", Sent());
        Assert.Equal(1, _log.Waiting);
        _log.Commit(3);
        Assert.Equal("40020003", Sent());
        Assert.Equal(0, _log.Waiting);
    }

    [Fact]
    public void EndRead_AlreadyCommitted_AnswersTheWholeReadInOneWrite()
    {
        IncomingPublishes incoming = Incoming();
        _log.Commit(10);
        Receive(incoming, 7, 8);
        Assert.Equal("40020007" + "40020008", Sent());
        Assert.Equal(0, _log.Waiting);
    }

    [Fact]
    public void EndRead_CommitBetweenDrainAndAwait_IsNotLost()
    {
        IncomingPublishes incoming = Incoming();
        _log.BeforeAwait = () => _log.Commit(1);
        Receive(incoming, 1);
        Assert.Equal("40020001", Sent());
    }

    [Fact]
    public void Acknowledge_LaterLogIsFirst_KeepsTheOrder()
    {
        var other = new ManualLog();
        var both = new TwoLogs(_log, other);
        IncomingPublishes incoming = Incoming(receiver: both);
        Receive(incoming, 1, 2, 3);
        other.Commit(100);
        Assert.Equal("", Sent());
        _log.Commit(100);
        Assert.Equal("40020001" + "40020002" + "40020003", Sent());
    }

    [Fact]
    public void Acknowledge_HeadPassesToAnotherLog_AsksThatLog()
    {
        var other = new ManualLog();
        IncomingPublishes incoming = Incoming(receiver: new TwoLogs(_log, other));
        Receive(incoming, 1, 2);
        Assert.Equal(0, other.Waiting);
        _log.Commit(100);
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
        _log.Commit(1);
        Assert.Equal("", Sent());
        Assert.Equal(0, _log.Waiting);
    }

    [Fact]
    public void EndRead_MoreThanTheRing_KeepsTheOrder()
    {
        IncomingPublishes incoming = Incoming();
        ushort[] ids = [.. Enumerable.Range(1, 1000).Select(id => (ushort)id)];
        foreach (ushort[] read in ids.Chunk(37))
            Receive(incoming, read);
        _log.Commit(500);
        _log.Commit(1000);
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
    public void Receive_ReceiverRefuses_TellsTheReasonInFiveOnly()
    {
        _receiver.Reason = ReasonCode.QuotaExceeded;
        _log.Commit(10);
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
        _log.Commit(10);
        Assert.Equal("", Sent());
        Assert.True(_receiver.TryNext(out _));
    }

    [Fact]
    public void Receive_ExactlyOnceTwice_IsHandedOnOnce()
    {
        IncomingPublishes incoming = Incoming();
        ReceiveTwo(incoming, 5);
        _log.Commit(1);
        Assert.Equal("50020005", Sent());
        ReceiveTwo(incoming, 5);
        Assert.Equal("50020005", Sent());
        incoming.Release(5);
        incoming.EndRead();
        Assert.Equal("70020005", Sent());
        incoming.Release(5);
        incoming.EndRead();
        Assert.Equal("7003000592", Sent());
        Assert.True(_receiver.TryNext(out _));
        Assert.False(_receiver.TryNext(out _));
    }

    [Fact]
    public void Receive_ExactlyOnceAgainOnTheNextConnection_StillWaitsForTheFirstOnesCommit()
    {
        ReceiveTwo(Incoming(), 5);
        ReceiveTwo(Incoming(), 5);
        Assert.Equal("", Sent());
        _log.Commit(1);
        Assert.Equal("50020005" + "50020005", Sent());
        Assert.True(_receiver.TryNext(out _));
        Assert.False(_receiver.TryNext(out _));
    }

    [Fact]
    public void Receive_ExactlyOnceRefused_IsForgotten()
    {
        _receiver.Reason = ReasonCode.QuotaExceeded;
        _log.Commit(10);
        IncomingPublishes incoming = Incoming();
        ReceiveTwo(incoming, 5);
        Assert.Equal("5003000597", Sent());
        ReceiveTwo(incoming, 5);
        Assert.True(_receiver.TryNext(out _));
        Assert.True(_receiver.TryNext(out _));
    }

    [Fact]
    public void ReceiveAndAcknowledge_InSteadyState_AllocatesNothingPerMessage()
    {
        var counting = new CountingReceiver();
        IncomingPublishes incoming = Incoming(receiver: counting);
        for (int i = 0; i < 10; i++)
            Pass();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            Pass();

        // Ten writes for 2,000 messages; a debug build allocates the state machine of each write.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
        Assert.Equal(20 * 200, counting.Count);

        void Pass()
        {
            _stream.SetLength(0);
            for (ushort id = 1; id <= 200; id++)
                incoming.Receive(new PublishPacket { Topic = "a"u8, QualityOfService = QualityOfService.AtLeastOnce, PacketId = id });
            incoming.EndRead();
            incoming.Acknowledge();
        }
    }

    [Fact]
    public async Task WhenAcknowledged_Waiting_CompletesWithTheLastCommit()
    {
        IncomingPublishes incoming = Incoming();
        await incoming.WhenAcknowledgedAsync(CancellationToken.None);
        Receive(incoming, 1, 2);
        Task done = incoming.WhenAcknowledgedAsync(CancellationToken.None);
        _log.Commit(1);
        Assert.False(done.IsCompleted);
        _log.Commit(2);
        await done.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static void Receive(IncomingPublishes incoming, params ushort[] ids)
    {
        foreach (ushort id in ids)
            incoming.Receive(new PublishPacket { Topic = "a"u8, QualityOfService = QualityOfService.AtLeastOnce, PacketId = id });
        incoming.EndRead();
    }

    private static void ReceiveTwo(IncomingPublishes incoming, ushort id)
    {
        incoming.Receive(new PublishPacket { Topic = "a"u8, QualityOfService = QualityOfService.ExactlyOnce, PacketId = id });
        incoming.EndRead();
    }

    private IncomingPublishes Incoming(MqttClientOptions? options = null, IPublishReceiver? receiver = null) =>
        new(receiver ?? _receiver, _session, _output, options ?? new MqttClientOptions());

    private string Sent()
    {
        string sent = Wire.Hex(_stream.ToArray());
        _stream.SetLength(0);
        return sent;
    }

    /// <summary>Gives positions of two logs in turn.</summary>
    private sealed class TwoLogs(IDurableLog first, IDurableLog second) : IPublishReceiver
    {
        private int _count;

        public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Receipt Receive(in PublishView publish, PublishOrigin origin) => new(_count++ % 2 == 0 ? first : second, _count);
    }

    private sealed class CountingReceiver : IPublishReceiver, IDurableLog
    {
        private long _committed;

        public int Count { get; private set; }

        public long CommittedPosition => _committed;

        public void Await(PublishOrigin origin) => _committed = Count;

        public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Receipt Receive(in PublishView publish, PublishOrigin origin) => new(this, Count++);
    }
}
