namespace Telemetry.Worker.Backtest;

/// <summary>What was not judged, by reason, with the names it was about. Bounded: names beyond the first are only counted.</summary>
internal sealed class SkipCounts
{
    /// <summary>Names that are kept for each reason.</summary>
    public const int MaximumNames = 50;

    private readonly long[] _counts = new long[Enum.GetValues<SkipReason>().Length];
    private readonly Dictionary<(SkipReason Reason, string Name), (long Count, string? Nearest)> _names = [];

    public long this[SkipReason reason] => _counts[(int)reason];

    /// <summary>The names, the most frequent first.</summary>
    public IEnumerable<(SkipReason Reason, string Name, long Count, string? Nearest)> Names =>
        _names.Select(pair => (pair.Key.Reason, pair.Key.Name, pair.Value.Count, pair.Value.Nearest)).OrderByDescending(name => name.Count).ThenBy(name => name.Name, StringComparer.Ordinal);

    public void Count(SkipReason reason, long times = 1) => _counts[(int)reason] += times;

    /// <param name="nearest">Finds the known name that was probably meant; asked once for each name.</param>
    public void Count(SkipReason reason, string name, Func<string, string?> nearest)
    {
        Count(reason);
        if (_names.TryGetValue((reason, name), out var known))
            _names[(reason, name)] = known with { Count = known.Count + 1 };
        else if (_names.Keys.Count(key => key.Reason == reason) < MaximumNames)
            _names.Add((reason, name), (1, nearest(name)));
    }
}
