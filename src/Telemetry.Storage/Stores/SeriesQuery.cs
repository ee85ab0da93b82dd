namespace Telemetry.Storage.Stores;

/// <summary>One field of one device over a span of time.</summary>
/// <param name="Measurement">The measurement, not escaped.</param>
/// <param name="Device">The value of the tag <c>device</c>, not escaped. A device that moved has several series; they are merged.</param>
/// <param name="Field">The field's name, not escaped.</param>
/// <param name="FromMs">Unix milliseconds, inclusive.</param>
/// <param name="ToMs">Unix milliseconds, exclusive.</param>
/// <param name="Every">Null: the points as they are. Otherwise the width of the buckets (whole milliseconds, aligned to 1970);
/// each bucket that holds points answers with its start and <paramref name="Function"/> of them.</param>
/// <param name="Function">Texts know only <see cref="Aggregate.Count"/>, <see cref="Aggregate.First"/> and <see cref="Aggregate.Last"/>. Booleans count as 1 and 0.</param>
/// <param name="Limit">The most points answered, the oldest first; at least 1.</param>
public sealed record SeriesQuery(
    string Measurement,
    string Device,
    string Field,
    long FromMs,
    long ToMs,
    TimeSpan? Every = null,
    Aggregate Function = Aggregate.Mean,
    int Limit = 10_000)
{
    /// <summary>The width of the buckets in milliseconds; 0 when the points are wanted as they are.</summary>
    /// <exception cref="ArgumentException">The query cannot be answered by any store; the message says why.</exception>
    public long Validate()
    {
        if (Limit < 1)
            throw new ArgumentException("Limit must be at least 1.");
        if (Every is not { } every)
            return 0;
        return every >= TimeSpan.FromMilliseconds(1) && every.Ticks % TimeSpan.TicksPerMillisecond == 0
            ? every.Ticks / TimeSpan.TicksPerMillisecond
            : throw new ArgumentException("Every must be a positive number of whole milliseconds.");
    }
}
