namespace Telemetry.Storage.Sqlite;

/// <summary>
/// Cuts a query's time into stretches, each with the coarsest source that gives the right answer:
/// <code>
///            raw limit                                     dirty
///  from ---------|-------------------------------------|=======|---- to
///   rollups only | rows to the next minute, minutes to |  rows | minutes, rows of the last started minute
///                | the next hour, hours, minutes       |       |
/// </code>
/// Hours serve buckets of whole hours, minutes those of whole minutes. Where the rows are deleted minutes serve any bucket,
/// and where these are deleted, hours do: a value is then taken for one of its minute's (hour's) begin, and the minute in
/// which such a query begins or ends is left out.
/// </summary>
/// <param name="every">Width of the buckets in nanoseconds.</param>
/// <param name="rawLimit">Rows before this may be deleted. Nanoseconds.</param>
/// <param name="minutesLimit">Minutes before this may be deleted. Nanoseconds.</param>
internal sealed class QueryPlan(long every, long rawLimit, long minutesLimit)
{
    public const long Minute = RollupTime.Minute * 1_000_000_000;
    private const long Hour = RollupTime.Hour * 1_000_000_000;

    private readonly List<Stretch> _stretches = [];

    /// <param name="dirty">Spans whose rollups are not up to date, by their start; they may overlap.</param>
    public IReadOnlyList<Stretch> Of(long from, long to, IReadOnlyList<DirtyRange> dirty)
    {
        _stretches.Clear();
        long at = from;
        foreach (DirtyRange range in dirty)
        {
            long start = Math.Min(to, RollupTime.Nanoseconds(range.Start));
            AddClean(at, start);
            at = Math.Max(at, start);
            long end = Math.Min(to, RollupTime.Nanoseconds(range.End));
            Add(StretchSource.Rows, at, end);
            at = Math.Max(at, end);
        }

        AddClean(at, to);
        return _stretches;
    }

    private void AddClean(long from, long to)
    {
        StretchSource usual = every % Hour == 0 ? StretchSource.Hours : every % Minute == 0 ? StretchSource.Minutes : StretchSource.Rows;
        AddBest(StretchSource.Hours, from, Math.Min(to, minutesLimit));
        AddBest(usual == StretchSource.Rows ? StretchSource.Minutes : usual, Math.Max(from, minutesLimit), Math.Min(to, rawLimit));
        AddBest(usual, Math.Max(from, rawLimit), to);
    }

    /// <summary>The middle from the source, what sticks out of whole buckets of it from the next finer one.</summary>
    private void AddBest(StretchSource source, long from, long to)
    {
        if (source == StretchSource.Rows || from >= to)
        {
            Add(source, from, to);
            return;
        }

        long unit = source == StretchSource.Hours ? Hour : Minute;
        long first = RollupTime.Ceiling(from, unit);
        long last = RollupTime.Floor(to, unit);
        if (first >= last)
        {
            AddBest(source - 1, from, to);
            return;
        }

        AddBest(source - 1, from, first);
        Add(source, first, last);
        AddBest(source - 1, last, to);
    }

    private void Add(StretchSource source, long from, long to)
    {
        if (from < to)
            _stretches.Add(new Stretch(source, from, to));
    }
}
