using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Backtest;

/// <summary>Something that was recorded and can be replayed.</summary>
internal abstract class Recording
{
    /// <summary>Hands everything from <see cref="BacktestSettings.StartMs"/> up to the end to all lanes, in order.</summary>
    /// <exception cref="BacktestException">It cannot be replayed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The progress said stop.</exception>
    public abstract RecordingFigures Replay(ReplayLane[] lanes, BacktestSettings settings, ReplayProgress progress);

    /// <summary>Finds out what a path holds: a data folder, a journal's folder, or a file of line protocol.</summary>
    /// <param name="keptCities">The cities kept beside a journal, if that is what it is and they are there.</param>
    /// <exception cref="BacktestException">It is none of these.</exception>
    public static Recording Of(string path, out string? keptCities)
    {
        keptCities = null;
        if (File.Exists(path))
        {
            return path.EndsWith(".journal", StringComparison.Ordinal)
                ? throw new BacktestException($"{path}: is one segment of a journal; give its folder, {Path.GetDirectoryName(Path.GetFullPath(path))}.")
                : new LineRecording(path);
        }

        if (!Directory.Exists(path))
            throw new BacktestException($"{path}: there is no such file or folder; --input takes a journal's folder (such as data/journal/all), a data folder, or a line-protocol file (.lp, .lp.gz).");
        string inside = Path.Combine(path, "journal", "all");
        string folder = Directory.Exists(inside) ? inside : path;
        if (!JournalFolderReader.IsJournal(folder))
            throw new BacktestException($"{path}: holds no journal: no file like 000000000001.journal is in it or in journal/all below it.");
        string cities = Path.GetFullPath(Path.Combine(folder, "..", "..", "cities"));
        if (Directory.Exists(cities))
            keptCities = cities;
        return new JournalRecording(folder);
    }
}
