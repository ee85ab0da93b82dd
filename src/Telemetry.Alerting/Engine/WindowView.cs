using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Engine;

/// <summary>One look through a window: takes its buckets in order, oldest first, and gives the result.</summary>
/// <param name="edgeMs">The length of the window before its end.</param>
/// <param name="room">For the values of a median: one for each bucket.</param>
internal ref struct WindowView(WindowPlan plan, long edgeMs, Span<double> room)
{
    private const double HourMs = 3_600_000;

    private readonly Span<double> _room = room;
    private int _values;
    private WindowBucket _sum;
    private long _anchorMs = long.MinValue;
    private double _anchor;

    public void Take(in WindowBucket bucket)
    {
        if (bucket.LastMs <= edgeMs)
        {
            (_anchorMs, _anchor) = (bucket.LastMs, bucket.Value);
            return;
        }

        switch (plan.Function)
        {
            case WindowFunction.Delta or WindowFunction.Rate:
                break;
            case WindowFunction.Median:
                _room[_values++] = bucket.Value;
                break;
            default:
                _sum.Add(plan.Function, bucket);
                break;
        }
    }

    /// <summary>NaN without an anchor.</summary>
    /// <param name="nowMs">The time of the newest value.</param>
    /// <param name="newest">Of delta and rate.</param>
    public readonly double Result(long nowMs, double newest)
    {
        if (_anchorMs == long.MinValue)
        {
            return double.NaN;
        }

        return plan.Function switch
        {
            WindowFunction.Delta => newest - _anchor,
            WindowFunction.Rate => (newest - _anchor) * HourMs / (nowMs - _anchorMs),
            WindowFunction.Average => _sum.Value / _sum.Count,
            WindowFunction.Count => _sum.Count,
            WindowFunction.StandardDeviation => Math.Sqrt(_sum.Squares / _sum.Count),
            WindowFunction.Median => Median(),
            _ => _sum.Value,
        };
    }

    private readonly double Median()
    {
        var values = _room[.._values];
        values.Sort();
        int middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : values[middle - 1] + ((values[middle] - values[middle - 1]) / 2);
    }
}
