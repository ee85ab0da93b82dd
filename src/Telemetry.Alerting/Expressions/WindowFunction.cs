namespace Telemetry.Alerting.Expressions;

/// <summary>What a window makes of the recent values of its subject. The numbers are in checkpoints.</summary>
internal enum WindowFunction : byte
{
    /// <summary>The newest value minus the one a window's length ago.</summary>
    Delta = 0,
    Average = 1,
    Minimum = 2,
    Maximum = 3,

    /// <summary>What <see cref="Delta"/> is per hour of the time between its two values.</summary>
    Rate = 4,
    Sum = 5,

    /// <summary>How many values there were. Over a condition the binder makes it <see cref="Sum"/> of ones and zeros.</summary>
    Count = 6,
    Median = 7,

    /// <summary>Of the population: divided by n.</summary>
    StandardDeviation = 8,
}
