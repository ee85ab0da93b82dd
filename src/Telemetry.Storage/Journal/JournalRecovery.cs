using Microsoft.Extensions.Logging;

namespace Telemetry.Storage.Journal;

/// <summary>
/// Finds out at open what is in the folder. Only the newest segment with records is read whole: an older one was complete
/// before the next was begun, and is checked when somebody reads it.
/// </summary>
internal sealed class JournalRecovery(IJournalDisk disk, JournalCounters counters, ILogger logger)
{
    private readonly BlockCursor _cursor = new();

    public RecoveredJournal Run()
    {
        var ids = new List<long>();
        bool isCreating = false;
        var free = new List<(long Id, long Bytes)>();
        foreach (string name in disk.List())
        {
            if (JournalFormat.TryParseSegment(name, out long id))
                ids.Add(id);
            else if (JournalFormat.TryParseFree(name, out id))
                free.Add((id, LengthOf(name)));
            else if (name == JournalFormat.TemporaryName)
                isCreating = true;
        }

        ids.Sort();
        // A newer version is refused before anything is changed.
        var versions = ids.ToDictionary(id => id, VersionOf);
        if (isCreating)
            disk.Delete(JournalFormat.TemporaryName);
        long nextId = Math.Max(ids.LastOrDefault(), free.Select(spare => spare.Id).DefaultIfEmpty().Max()) + 1;
        var segments = new List<Segment>();
        long nextPosition = 0;
        for (int i = ids.Count - 1; i >= 0; i--)
        {
            if (Read(ids[i], versions[ids[i]], isNewest: segments.Count == 0, free, ref nextPosition) is not { } segment)
            {
                if (segments.Count > 0)
                    segments[^1].IsHeadLost = true;
                continue;
            }

            if (segments.Count > 0 && segment.FirstPosition >= segments[^1].FirstPosition)
                throw new JournalException($"{Path.Combine(disk.Folder, segment.Name)} and {segments[^1].Name} hold the same positions: the folder mixes two journals. Move the files that do not belong here away.");
            segments.Add(segment);
        }

        segments.Reverse();
        return new RecoveredJournal(segments, free, nextId, nextPosition);
    }

    private int VersionOf(long id)
    {
        string name = JournalFormat.SegmentName(id);
        using IJournalFile file = disk.Open(name, writable: false);
        int version = SegmentFile.CheckHeader(disk.Folder, name, id, file);
        if (version == 0)
            JournalLog.HeaderDamaged(logger, disk.Folder, name);
        return version;
    }

    private Segment? Read(long id, int version, bool isNewest, List<(long Id, long Bytes)> free, ref long nextPosition)
    {
        string name = JournalFormat.SegmentName(id);
        IJournalFile file = disk.Open(name, writable: isNewest);
        bool keepOpen = false;
        try
        {
            var segment = new Segment(id, file.Length, version);
            if (!isNewest && SegmentFile.TryReadFirst(file, id, out BlockHeader first, out long receivedAtMs))
            {
                segment.FirstReceivedAtMs = receivedAtMs;
                segment.FirstPosition = first.FirstPosition;
                segment.EndOffset = segment.Bytes;
                return segment;
            }

            SegmentScan scan = SegmentScan.Run(file, id, _cursor);
            if (scan.FirstPosition < 0)
            {
                if (isNewest)
                    nextPosition = Math.Max(nextPosition, scan.ToldEndPosition);
                SetAside(name, segment, scan, isNewest, free);
                return null;
            }

            Report(scan, id, name, isNewest);
            segment.FirstPosition = scan.FirstPosition;
            segment.FirstReceivedAtMs = scan.FirstReceivedAtMs;
            segment.IsHeadLost = scan.Damage is [{ Offset: JournalFormat.FirstBlock }, ..];
            segment.EndOffset = isNewest ? scan.EndOffset : segment.Bytes;
            if (isNewest)
            {
                Confirm(file, scan.LastCommitOffset, scan.EndOffset);
                nextPosition = Math.Max(nextPosition, scan.EndPosition);
                counters.RecoveredRecords = scan.Records;
                segment.File = file;
                keepOpen = true;
            }

            return segment;
        }
        finally
        {
            if (!keepOpen)
                file.Dispose();
        }
    }

    /// <summary>
    /// Makes durable what counts as committed from now on. Its sync may have failed, or never come: what is read back may
    /// then be in memory alone, and a sync has nothing to do for pages that the kernel takes for written.
    /// </summary>
    private static void Confirm(IJournalFile file, long offset, long end)
    {
        byte[] buffer = new byte[Math.Min(JournalFormat.BlockBytes, end - offset)];
        while (offset < end)
        {
            Span<byte> some = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset));
            if (file.Read(some, offset) < some.Length)
                throw new IOException($"The file ends before byte {end}.");
            file.Write(some, offset);
            offset += some.Length;
        }

        file.Sync();
    }

    /// <summary>Without a record it is either a segment that was prepared and not used, or its only commit was not finished, or it is lost.</summary>
    private void SetAside(string name, Segment segment, SegmentScan scan, bool isNewest, List<(long Id, long Bytes)> free)
    {
        bool isPrepared = isNewest && segment.Version > 0 && !scan.WasBegun;
        string newName = isPrepared ? JournalFormat.FreeName(segment.Id) : JournalFormat.DamagedName(segment.Id);
        disk.Rename(name, newName);
        if (isPrepared)
        {
            free.Add((segment.Id, segment.Bytes));
            return;
        }

        if (isNewest && scan.WasBegun && !scan.HasSeveralCommits)
            counters.Torn(segment.Id, JournalFormat.FirstBlock);
        else
            counters.Damaged(segment.Id, JournalFormat.FirstBlock, segment.Bytes - JournalFormat.FirstBlock);
        JournalLog.SegmentUnreadable(logger, disk.Folder, name, newName);
    }

    private void Report(SegmentScan scan, long id, string name, bool isNewest)
    {
        foreach (DamagedStretch stretch in scan.Damage)
        {
            if (isNewest && scan.MayBeTorn(stretch))
            {
                counters.Torn(id, stretch.Offset);
                JournalLog.Torn(logger, disk.Folder, name, stretch.Offset);
            }
            else if (counters.Damaged(id, stretch.Offset, stretch.Bytes))
            {
                JournalLog.Damaged(logger, disk.Folder, name, stretch.Offset, stretch.Bytes, stretch.Position);
            }
        }

        if (isNewest && scan.IsTornAtEnd)
        {
            counters.Torn(id, scan.EndOffset);
            JournalLog.Torn(logger, disk.Folder, name, scan.EndOffset);
        }
    }

    private long LengthOf(string name)
    {
        using IJournalFile file = disk.Open(name, writable: false);
        return file.Length;
    }
}
