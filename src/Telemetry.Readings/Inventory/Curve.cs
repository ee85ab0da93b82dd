namespace Telemetry.Readings.Inventory;

/// <summary>A table of points with straight lines between them. Read-only, so any thread may ask.</summary>
public sealed class Curve
{
    private readonly double[] _from;
    private readonly double[] _to;

    internal Curve(IReadOnlyList<(double From, double To)> points)
    {
        _from = [.. points.Select(p => p.From)];
        _to = [.. points.Select(p => p.To)];
    }

    /// <summary>How many points; at least two.</summary>
    public int Count => _from.Length;

    /// <summary>The value at <paramref name="from"/>; NaN outside the table, because nobody measured there, and for NaN.</summary>
    public double At(double from)
    {
        if (!(from >= _from[0] && from <= _from[^1]))
            return double.NaN;
        int above = Array.BinarySearch(_from, from);
        if (above >= 0)
            return _to[above];
        above = ~above;
        double share = (from - _from[above - 1]) / (_from[above] - _from[above - 1]);
        return _to[above - 1] + (share * (_to[above] - _to[above - 1]));
    }
}
