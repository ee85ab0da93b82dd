using Microsoft.Extensions.Logging;

namespace Telemetry.Storage.Journal;

/// <summary>
/// Carries the events of a segment that has to go over to the tail, where a lagging store still finds them, and counts
/// what is lost with it. Copies are marked <see cref="RecordFlags.Kept"/>: everybody else has seen the event.
/// </summary>
/// <param name="segment">Which.</param>
/// <param name="reader">Stands at its first record that somebody still wants; disposed of with this.</param>
/// <param name="end">Behind its last record.</param>
/// <param name="budget">Bytes of events that may be carried over; more are lost.</param>
internal sealed class EventCarriage(Segment segment, JournalReader reader, long end, long budget, PendingRecords pending, Func<long, Task> committed, ILogger logger, string folder) : IDisposable
{
    /// <summary>Copied in one go, so that what devices send meanwhile does not wait for long.</summary>
    private const int ChunkBytes = 1024 * 1024;

    private long _carriedBytes;
    private long _last = -1;

    /// <summary>Readings, and records that could not be read.</summary>
    public long Records { get; private set; }

    public long KeptEvents { get; private set; }

    public long LostEvents { get; private set; }

    /// <summary>Returns when all copies are durable.</summary>
    /// <param name="hurry">
    /// Once it completes nothing is waited for: the commit thread itself stands still for want of the segment. The copies
    /// are then the next that is committed, and a crash before that loses those events to the store.
    /// </param>
    /// <exception cref="JournalException">The journal failed.</exception>
    /// <exception cref="ObjectDisposedException">The journal was closed.</exception>
    public async Task RunAsync(Task hurry)
    {
        while (true)
        {
            bool more = CarrySome();
            if (_last >= 0 && !hurry.IsCompleted)
                await (await Task.WhenAny(committed(_last), hurry).ConfigureAwait(false)).ConfigureAwait(false);
            if (!more)
                return;
        }
    }

    public void Dispose() => reader.Dispose();

    /// <returns>False at the end of the segment.</returns>
    private bool CarrySome()
    {
        try
        {
            for (long until = _carriedBytes + ChunkBytes; _carriedBytes < until;)
            {
                if (reader.Position >= end || !reader.TryRead(out Record record) || record.Position >= end)
                    return false;
                if (record.Header.Kind == RecordKind.Reading)
                    Records++;
                else if (record.Header.Kind == RecordKind.Event)
                    Carry(record);
            }

            return true;
        }
        catch (IOException e)
        {
            // A segment that cannot be read must not fill the disk for ever.
            JournalLog.CannotCarry(logger, folder, segment.Name, reader.Position, e);
            Records += Math.Max(0, end - reader.Position);
            return false;
        }
    }

    private void Carry(in Record record)
    {
        long size = RecordCodec.HeaderBytes + record.Device.Length + (long)record.Body.Length;
        RecordHeader header = record.Header with { Flags = record.Header.Flags | RecordFlags.Kept };
        long position = size > pending.MaximumRecordBytes || _carriedBytes + size > budget
            ? -1
            : pending.TryAppend((int)size, header, record.Device, record.Body, isCopy: true);
        if (position < 0)
        {
            LostEvents++;
            return;
        }

        _last = position;
        _carriedBytes += size;
        KeptEvents++;
    }
}
