using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Engine;

/// <summary>The values of one bucket of time of one window, while they are added up.</summary>
internal struct WindowBucket
{
    public long LastMs;
    public int Count;

    /// <summary>Newest (delta, rate, median), sum (avg, sum), mean (stddev), least or greatest.</summary>
    public double Value;

    /// <summary>Of stddev: the sum of the squares of the differences from the mean.</summary>
    public double Squares;

    public WindowBucket(long timeMs, double value)
    {
        (LastMs, Count, Value) = (timeMs, 1, value);
    }

    /// <summary>Takes in a value that is newer than all of the bucket.</summary>
    public void Add(WindowFunction function, long timeMs, double value)
    {
        LastMs = timeMs;
        if (Count == WindowCell.MostValues)
        {
            return;
        }

        Count++;
        switch (function)
        {
            case WindowFunction.Delta or WindowFunction.Rate or WindowFunction.Median:
                Value = value;
                break;
            case WindowFunction.Minimum:
                Value = Math.Min(Value, value);
                break;
            case WindowFunction.Maximum:
                Value = Math.Max(Value, value);
                break;
            case WindowFunction.StandardDeviation:
                // Welford: no squares of large numbers are subtracted from each other.
                double difference = value - Value;
                Value += difference / Count;
                Squares += difference * (value - Value);
                break;
            default:
                Value += value;
                break;
        }
    }

    /// <summary>Adds a later bucket to what was added up so far, so that the result stands for both.</summary>
    public void Add(WindowFunction function, in WindowBucket later)
    {
        if (Count == 0)
        {
            this = later;
            return;
        }

        switch (function)
        {
            case WindowFunction.Minimum:
                Value = Math.Min(Value, later.Value);
                break;
            case WindowFunction.Maximum:
                Value = Math.Max(Value, later.Value);
                break;
            case WindowFunction.StandardDeviation:
                double difference = later.Value - Value;
                double share = (double)later.Count / (Count + later.Count);
                Squares += later.Squares + (difference * difference * Count * share);
                Value += difference * share;
                break;
            default:
                Value += later.Value;
                break;
        }

        Count += later.Count;
        LastMs = later.LastMs;
    }
}
