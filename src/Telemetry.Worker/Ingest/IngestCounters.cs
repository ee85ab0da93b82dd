using Telemetry.Readings;

namespace Telemetry.Worker.Ingest;

/// <summary>What came in and what became of it. Every message is counted once under received and, if refused, under one reason.</summary>
internal sealed class IngestCounters
{
    private readonly long[] _received = new long[Enum.GetValues<Channel>().Length + 1];
    private readonly long[] _rejected = new long[RejectReasons.Count];
    private readonly Lock _faultGate = new();
    private DeviceFaultCounts _faults;
    private long _records;
    private long _receivedBytes;
    private long _retainedIgnored;
    private long _notKept;
    private long _lastReceivedAtMs;

    public long Records => Volatile.Read(ref _records);

    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>Old messages that an external broker had kept, and wills: neither is a fresh reading.</summary>
    public long RetainedIgnored => Volatile.Read(ref _retainedIgnored);

    /// <summary>Rejected messages that were counted only: too many like them are kept.</summary>
    public long NotKept => Volatile.Read(ref _notKept);

    /// <summary>Unix milliseconds of the last message; 0 before the first.</summary>
    public long LastReceivedAtMs => Volatile.Read(ref _lastReceivedAtMs);

    public long ReceivedTotal
    {
        get
        {
            long total = 0;
            for (int i = 0; i < _received.Length; i++)
                total += Volatile.Read(ref _received[i]);
            return total;
        }
    }

    public long RejectedTotal
    {
        get
        {
            long total = 0;
            for (int i = 0; i < _rejected.Length; i++)
                total += Volatile.Read(ref _rejected[i]);
            return total;
        }
    }

    /// <summary>What was wrong inside messages that were taken.</summary>
    public DeviceFaultCounts Faults
    {
        get
        {
            lock (_faultGate)
                return _faults;
        }
    }

    /// <summary>Messages on a channel; null counts those whose topic names none.</summary>
    public long Received(Channel? channel) => Volatile.Read(ref _received[Slot(channel)]);

    public long Rejected(RejectReason reason) => Volatile.Read(ref _rejected[(int)reason]);

    public void CountReceived(Channel? channel, int bytes, long atMs)
    {
        Interlocked.Increment(ref _received[Slot(channel)]);
        Interlocked.Add(ref _receivedBytes, bytes);
        Volatile.Write(ref _lastReceivedAtMs, atMs);
    }

    public void CountRecords(int count) => Interlocked.Add(ref _records, count);

    public void CountRejected(RejectReason reason) => Interlocked.Increment(ref _rejected[(int)reason]);

    public void CountNotKept() => Interlocked.Increment(ref _notKept);

    public void CountRetainedIgnored() => Interlocked.Increment(ref _retainedIgnored);

    public void CountFaults(in DeviceFaultCounts faults)
    {
        lock (_faultGate)
            _faults += faults;
    }

    private int Slot(Channel? channel) => channel is { } known ? (int)known : _received.Length - 1;
}
