namespace Telemetry.Storage.Journal;

/// <summary>A cumulative bucket of a histogram.</summary>
/// <param name="UpperSeconds">Its bound, inclusive; infinity for the last one.</param>
/// <param name="Count">How many were at or below the bound.</param>
public readonly record struct LatencyBucket(double UpperSeconds, long Count);
