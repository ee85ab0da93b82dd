using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Backtest;

/// <summary>A journal's folder, also of a worker that is running: nothing of it is locked or changed.</summary>
internal sealed class JournalRecording(string folder) : Recording
{
    /// <summary>The worker's clock may have been put back: only so long after the end is nothing expected any more.</summary>
    private const long PastEndMs = 3_600_000;

    public override RecordingFigures Replay(ReplayLane[] lanes, BacktestSettings settings, ReplayProgress progress)
    {
        using var reader = new JournalFolderReader(folder);
        long startMs = settings.StartMs;
        long endMs = settings.ToMs ?? long.MaxValue;
        long records = 0;
        long firstMs = 0;
        long lastMs = 0;
        while (reader.TryRead(out Record record))
        {
            if (ReplayProgress.IsDue(++records))
                progress.Step(records, (double)reader.ReadBytes / reader.TotalBytes, record.Header.ReceivedAtMs);
            long atMs = record.Header.ReceivedAtMs;
            if (endMs != long.MaxValue && atMs >= endMs + PastEndMs)
                break;
            if (atMs >= endMs)
                continue;
            // Which city is in force and what people told it holds until it is changed, however long ago it was said.
            if (record.Header.Kind is not (RecordKind.City or RecordKind.Input))
            {
                if (atMs < startMs)
                    continue;
                firstMs = firstMs == 0 ? atMs : Math.Min(firstMs, atMs);
                lastMs = Math.Max(lastMs, atMs);
            }

            foreach (ReplayLane lane in lanes)
                lane.Take(record);
        }

        return new RecordingFigures
        {
            Records = records,
            Bytes = reader.ReadBytes,
            FirstMs = firstMs,
            LastMs = lastMs,
            DamagedStretches = reader.DamagedStretches,
            DamagedBytes = reader.DamagedBytes,
            MissingRecords = reader.MissingRecords,
            LetGoSegments = reader.LetGoSegments,
        };
    }
}
