namespace Telemetry.Readings.Inventory.Plans;

/// <summary>What dispatch wants of a field over time: points, with steps or straight lines between them.</summary>
public sealed class Plan
{
    private readonly long[] _atMs;
    private readonly double[] _values;
    private readonly bool _isLinear;
    private readonly long _untilMs;

    internal Plan(IReadOnlyList<(long AtMs, double Value)> points, bool isLinear, long untilMs)
    {
        _atMs = [.. points.Select(point => point.AtMs)];
        _values = [.. points.Select(point => point.Value)];
        _isLinear = isLinear;
        _untilMs = untilMs;
    }

    /// <summary>
    /// The value at a time (Unix milliseconds): the last one holds until the plan's end, for ever when it has none; NaN before
    /// the first point and from the end on.
    /// </summary>
    public double At(long atMs)
    {
        int place = Array.BinarySearch(_atMs, atMs);
        int before = place >= 0 ? place : ~place - 1;
        if (before < 0 || atMs >= _untilMs)
            return double.NaN;
        if (!_isLinear || before == _atMs.Length - 1)
            return _values[before];
        double share = (double)(atMs - _atMs[before]) / (_atMs[before + 1] - _atMs[before]);
        return _values[before] + (share * (_values[before + 1] - _values[before]));
    }
}
