namespace Telemetry.Worker.Backtest;

/// <summary>
/// The lines of a file in order, however they stand in it, in bounded memory: what does not fit is written to temporary files as
/// sorted runs, which are then merged. Stores export series by series, some even field by field.
/// </summary>
internal sealed class SortedLines : IDisposable
{
    private readonly LineArena _arena;
    private readonly List<LineFeed> _runs = [];
    private readonly PriorityQueue<int, Head> _heads = new();
    private DirectoryInfo? _folder;
    private byte[][] _lines = [];
    private int[] _lengths = [];
    private int _next;
    private int _current = -1;

    private SortedLines(long bytes) => _arena = new LineArena(bytes);

    /// <summary>What a run offers next. Equal ones come in the order of the runs, which is that of the file.</summary>
    private sealed record Head(long Ns, byte[] Line, int Length, int Run) : IComparable<Head>
    {
        public int CompareTo(Head? other)
        {
            int order = Ns.CompareTo(other!.Ns);
            if (order == 0)
                order = LineTime.Series(Line.AsSpan(0, Length)).SequenceCompareTo(LineTime.Series(other.Line.AsSpan(0, other.Length)));
            return order != 0 ? order : Run.CompareTo(other.Run);
        }
    }

    /// <summary>Reads and sorts a file.</summary>
    /// <param name="bytes">Memory for it.</param>
    /// <param name="refused">Called for each line without a plausible time, which is left out.</param>
    public static SortedLines Of(LineFeed feed, long bytes, ReplayProgress progress, Action<SkipReason> refused)
    {
        var sorted = new SortedLines(bytes);
        try
        {
            long lines = 0;
            while (feed.TryRead(out ReadOnlySpan<byte> line))
            {
                if (ReplayProgress.IsDue(++lines))
                    progress.Step(lines, 0, 0);
                if (!LineTime.TryRead(line, out long ns))
                {
                    refused(SkipReason.WithoutTime);
                }
                else if (!LineTime.IsPlausible(ns))
                {
                    refused(SkipReason.ImplausibleTime);
                }
                else if (!sorted._arena.TryAdd(ns, line))
                {
                    sorted.Spill();
                    sorted._arena.TryAdd(ns, line);
                }
            }

            sorted._arena.Sort();
            if (sorted._folder is not null)
                sorted.BeginMerge();
            return sorted;
        }
        catch
        {
            sorted.Dispose();
            throw;
        }
    }

    /// <summary>The next line; valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_folder is null)
        {
            if (_next == _arena.Count)
                return false;
            line = _arena[_next++];
            return true;
        }

        if (_current >= 0)
            Offer(_current);
        if (!_heads.TryDequeue(out _current, out _))
        {
            _current = -1;
            return false;
        }

        line = _lines[_current].AsSpan(0, _lengths[_current]);
        return true;
    }

    public void Dispose()
    {
        foreach (LineFeed run in _runs)
            run.Dispose();
        _folder?.Delete(recursive: true);
    }

    private void Spill()
    {
        // Its mode is 0700: an export holds what people do at home.
        _folder ??= Directory.CreateTempSubdirectory("telemetry-backtest-");
        _arena.Sort();
        using (FileStream file = new(Path.Combine(_folder.FullName, $"{_runs.Count}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
        {
            for (int i = 0; i < _arena.Count; i++)
            {
                file.Write(_arena[i]);
                file.WriteByte((byte)'\n');
            }
        }

        _runs.Add(new LineFeed(Path.Combine(_folder.FullName, $"{_runs.Count}")));
        _arena.Clear();
    }

    private void BeginMerge()
    {
        Spill();
        _lines = [.. _runs.Select(_ => new byte[1024])];
        _lengths = new int[_runs.Count];
        for (int run = 0; run < _runs.Count; run++)
            Offer(run);
    }

    private void Offer(int run)
    {
        if (!_runs[run].TryRead(out ReadOnlySpan<byte> line) || !LineTime.TryRead(line, out long ns))
            return;
        if (_lines[run].Length < line.Length)
            _lines[run] = new byte[2 * line.Length];
        line.CopyTo(_lines[run]);
        _lengths[run] = line.Length;
        _heads.Enqueue(run, new Head(ns, _lines[run], line.Length, run));
    }
}
