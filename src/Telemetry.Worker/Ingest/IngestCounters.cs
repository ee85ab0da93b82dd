using Telemetry.Readings;

namespace Telemetry.Worker.Ingest;

/// <summary>What came in and what became of it. Every message is counted once under received and, if refused, under one reason.</summary>
internal sealed class IngestCounters
{
    private readonly long[] _received = new long[Enum.GetValues<Channel>().Length];
    private readonly long[] _rejected = new long[Enum.GetValues<RejectReason>().Length];
    private long _records;
    private long _receivedBytes;
    private long _retainedIgnored;
    private long _lastReceivedAtMs;

    public long Records => Volatile.Read(ref _records);

    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>Old messages that an external broker had kept: a retained reading is no fresh one.</summary>
    public long RetainedIgnored => Volatile.Read(ref _retainedIgnored);

    /// <summary>Unix milliseconds of the last message; 0 before the first.</summary>
    public long LastReceivedAtMs => Volatile.Read(ref _lastReceivedAtMs);

    public long Received(Channel channel) => Volatile.Read(ref _received[(int)channel]);

    public long ReceivedTotal => Enum.GetValues<Channel>().Sum(Received);

    public long Rejected(RejectReason reason) => Volatile.Read(ref _rejected[(int)reason]);

    public long RejectedTotal => Enum.GetValues<RejectReason>().Sum(Rejected);

    public void CountReceived(Channel channel, int bytes, long atMs)
    {
        Interlocked.Increment(ref _received[(int)channel]);
        Interlocked.Add(ref _receivedBytes, bytes);
        Volatile.Write(ref _lastReceivedAtMs, atMs);
    }

    public void CountRecords(int count) => Interlocked.Add(ref _records, count);

    public void CountRejected(RejectReason reason) => Interlocked.Increment(ref _rejected[(int)reason]);

    public void CountRetainedIgnored() => Interlocked.Increment(ref _retainedIgnored);
}
