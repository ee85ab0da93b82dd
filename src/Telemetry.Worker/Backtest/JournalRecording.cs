using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Backtest;

/// <summary>A journal's folder, also of a worker that is running: nothing of it is locked or changed.</summary>
internal sealed class JournalRecording(string folder) : Recording
{
    /// <summary>The worker's clock may have been put back: only so long after the end is nothing expected any more.</summary>
    private const long PastEndMs = 3_600_000;

    public override RecordingFigures Replay(ReplayLane[] lanes, BacktestSettings settings, ReplayProgress progress)
    {
        // Segments left out may hold the record that put another city into force.
        using var reader = new JournalFolderReader(folder, lanes.All(lane => lane.HasOneCity) ? settings.StartMs : long.MinValue);
        long startMs = settings.StartMs;
        long endMs = settings.ToMs ?? long.MaxValue;
        long records = 0;
        long firstMs = 0;
        long lastMs = 0;
        while (reader.TryRead(out Record record))
        {
            if (++records % ReplayProgress.StepRecords == 0)
                progress.Step(records, (double)reader.ReadBytes / reader.TotalBytes, record.Header.ReceivedAtMs);
            long atMs = record.Header.ReceivedAtMs;
            if (endMs != long.MaxValue && atMs >= endMs + PastEndMs)
                break;
            if (record.Header.Kind != RecordKind.City)
            {
                if (atMs < startMs || atMs >= endMs)
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
