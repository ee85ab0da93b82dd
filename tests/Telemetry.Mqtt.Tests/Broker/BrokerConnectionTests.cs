using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>The acknowledgements of one connection whose reader and logs meet at every point in between.</summary>
public sealed class BrokerConnectionTests : IDisposable
{
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _accepted;
    private readonly BrokerServices _services;
    private readonly BrokerConnection _connection;
    private readonly ScriptedLog _log = new();
    private readonly ScriptedLog _other = new();
    private ushort _packetId;

    public BrokerConnectionTests()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client.Connect(listener.LocalEndPoint!);
        _accepted = listener.Accept();
        _services = new BrokerServices(
            new MqttBrokerOptions(), null!, null!, null!, null!, new BrokerStatistics(), TimeProvider.System, NullLogger.Instance);
        _connection = new BrokerConnection(_accepted, _services);
    }

    private int Owed => _connection.Acknowledgements.Count;

    public void Dispose()
    {
        _connection.Dispose();
        _services.Dispose();
        _accepted.Dispose();
        _client.Dispose();
    }

    [Fact]
    public void Acknowledge_ReaderAddsAfterTheRingWasFoundEmpty_WaitsForTheNextCommit()
    {
        Read(new Receipt(_log, 0));
        // The commit's look at the ring ends with the first answer; the reader comes before the commit has drawn its conclusion.
        _log.BeforePosition = () =>
        {
            Read(new Receipt(_log, 1));
            _log.Advance(1);
        };
        _log.Notify();
        Assert.Equal(1, Owed);
        Assert.Equal(1, _log.Waiting);
        _log.Commit(2);
        Assert.Equal(0, Owed);
        Assert.Equal(0, _log.Waiting);
    }

    [Fact]
    public void SendAcknowledgements_CommitWithinAwaitLeavesAnotherLogNext_WaitsForThatLog()
    {
        _log.BeforeAwait = () => _log.Commit(1);
        Read(new Receipt(_log, 0), new Receipt(_other, 0));
        Assert.Equal(1, Owed);
        Assert.Equal(1, _other.Waiting);
        _other.Commit(1);
        Assert.Equal(0, Owed);
    }

    [Fact]
    public void SendAcknowledgements_EveryAwaitIsLate_GoesFromLogToLog()
    {
        _log.BeforeAwait = () => _log.Commit(1);
        _other.BeforeAwait = () => _other.Commit(1);
        Read(new Receipt(_log, 0), new Receipt(_other, 0), new Receipt(_log, 1));
        Assert.Equal(1, Owed);
        _log.Commit(2);
        Assert.Equal(0, Owed);
    }

    [Fact]
    public void Acknowledge_CommitWithinAwaitOfTheNextLog_WaitsForTheOneAfter()
    {
        Read(new Receipt(_log, 0), new Receipt(_other, 0), new Receipt(_log, 1));
        _other.BeforeAwait = () => _other.Commit(1);
        _log.Commit(1);
        Assert.Equal(1, Owed);
        Assert.Equal(1, _log.Waiting);
        _log.Commit(2);
        Assert.Equal(0, Owed);
    }

    [Fact]
    public void SendAcknowledgements_LogAlreadyAwaited_RegistersOnce()
    {
        Read(new Receipt(_log, 0));
        _log.BeforeAwait = static () => throw new InvalidOperationException("Registered again.");
        Read(new Receipt(_log, 1));
        Assert.Equal(1, _log.Waiting);
        _log.BeforeAwait = null;
        _log.Commit(2);
        Assert.Equal(0, Owed);
    }

    [Fact]
    public void SendAndAcknowledge_InSteadyState_AllocatesNothing()
    {
        var log = new StillLog();
        _connection.Acknowledgements.Add(new PendingAcknowledgement { Type = PacketType.Puback, PacketId = 1, Received = new Receipt(log, 0) });
        for (int i = 0; i < 100; i++)
            Pass();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            Pass();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);

        // Nothing becomes durable: the registrations are measured, not the writes.
        void Pass()
        {
            _connection.SendAcknowledgements();
            _connection.Acknowledge();
        }
    }

    [Fact]
    public void Acknowledge_TwoCommitThreadsAgainstTheReader_LosesNoWakeUp()
    {
        ManualLog[] logs = [new(), new()];
        using var stop = new CancellationTokenSource();
        Thread[] committers = [.. logs.Select(log => new Thread(() =>
        {
            // As a journal does: no commit where nothing was appended, so nothing repairs a call that was missed.
            while (!stop.IsCancellationRequested)
            {
                if (log.CommittedPosition < log.NextPosition)
                    log.CommitAll();
                else
                    Thread.Yield();
            }
        }))];
        foreach (Thread committer in committers)
            committer.Start();

        var random = new Random(17);
        bool isLost = false;
        for (int round = 0; round < 1_000 && !isLost; round++)
        {
            for (int read = random.Next(1, 4); read > 0; read--)
                Read(logs[random.Next(2)].Append());
            long start = Stopwatch.GetTimestamp();
            while (Owed > 0 && !isLost)
            {
                Thread.Yield();
                isLost = Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(10);
            }
        }

        stop.Cancel();
        foreach (Thread committer in committers)
            committer.Join();
        Assert.False(isLost);
    }

    /// <summary>What a read does: add what was received, then send.</summary>
    private void Read(params ReadOnlySpan<Receipt> receipts)
    {
        foreach (Receipt receipt in receipts)
            _connection.Acknowledgements.Add(new PendingAcknowledgement { Type = PacketType.Puback, PacketId = ++_packetId, Received = receipt });
        _connection.SendAcknowledgements();
    }

    private sealed class StillLog : IDurableLog
    {
        public long CommittedPosition => 0;

        public void Await(PublishOrigin origin)
        {
        }
    }
}
