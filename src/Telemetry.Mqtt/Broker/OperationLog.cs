using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>Encodes operations and appends them to the store.</summary>
internal sealed class OperationLog(IBrokerStore store)
{
    private const int LargestKeptScratch = 256 * 1024;

    [ThreadStatic]
    private static byte[]? _scratch;

    private long _bytes;

    /// <summary>Bytes appended since the start.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Marks the end of a compaction; its receipt tells when all before is on disk.</summary>
    public Receipt Mark() => Append(new BrokerOperation { Kind = BrokerOperationKind.Compacted });

    public Receipt Append(in BrokerOperation operation)
    {
        int length = operation.Length;
        byte[] scratch = _scratch ?? [];
        if (scratch.Length < length)
        {
            scratch = GC.AllocateUninitializedArray<byte>(Math.Max(length, 4096));
            if (scratch.Length <= LargestKeptScratch)
                _scratch = scratch;
        }

        operation.Write(scratch);
        Interlocked.Add(ref _bytes, length);
        return store.Append(scratch.AsSpan(0, length));
    }
}
