namespace Telemetry.Alerting.Engine;

/// <summary>From when until when a condition stood, as the samples known now say.</summary>
/// <param name="BeginMs">The time of the sample that raised it.</param>
/// <param name="EndMs">The time of the sample that ended it; <see cref="ReadingState.None"/> while it stands.</param>
/// <param name="BeginIndex">The sample that raised it, in the ring; below zero when it has left it.</param>
/// <param name="EndIndex">The sample that ended it, in the ring; below zero while it stands.</param>
internal readonly record struct ConditionSpan(long BeginMs, long EndMs, int BeginIndex, int EndIndex)
{
    public bool Stands => EndMs == ReadingState.None;
}
