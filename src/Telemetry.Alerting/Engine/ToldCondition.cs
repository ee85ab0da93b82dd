namespace Telemetry.Alerting.Engine;

/// <summary>A condition of a reading rule that was told and can still change: it stands, or a late sample may yet correct it.</summary>
/// <param name="rule">Index among the reading rules of the kind.</param>
/// <param name="raisePosition">Of the record that raised it.</param>
/// <param name="ordinal">Tells the conditions apart that one late record raised for one rule.</param>
internal sealed class ToldCondition(int rule, long raisePosition, int ordinal)
{
    public int Rule { get; } = rule;

    public long RaisePosition { get; } = raisePosition;

    public int Ordinal { get; } = ordinal;

    /// <summary>The time of the sample that raised it.</summary>
    public long BeginMs { get; set; }

    /// <summary>The time of the sample that ended it; <see cref="ReadingState.None"/> while it stands.</summary>
    public long EndMs { get; set; } = ReadingState.None;

    /// <summary>
    /// True once it is over and people were not told so under its own name: something inhibited it, or it is one occurrence of
    /// what chatters. Then they are not told of its corrections either.
    /// </summary>
    public bool IsUntold { get; set; }

    public bool Stands => EndMs == ReadingState.None;

    public bool Overlaps(ConditionSpan span) => (span.Stands || BeginMs < span.EndMs) && (Stands || span.BeginMs < EndMs);
}
