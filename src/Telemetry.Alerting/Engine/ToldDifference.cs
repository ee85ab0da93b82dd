using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>
/// Puts into words what a sample changed of the conditions of one rule. What happens at the newest sample is news; anywhere
/// before, it corrects what was told.
/// </summary>
/// <param name="newest">The index of the newest kept sample.</param>
internal sealed class ToldDifference(in Sample sample, ReadingRule rule, int newest, Findings output)
{
    private readonly Device _device = sample.Device;
    private readonly long _position = sample.Position;
    private readonly long _timeMs = sample.EngineTimeMs;

    /// <summary>History has no such condition: it ended when it began.</summary>
    public void Never(ToldCondition told) =>
        output.Add(Of(told, TransitionKind.Cleared, told.BeginMs) with { Corrected = true, OpenedAtMs = told.BeginMs }, told);

    /// <summary>History has it only until the sample in hand.</summary>
    public void End(ToldCondition told) => output.Add(Of(told, TransitionKind.Cleared, _timeMs) with { Corrected = true, Backlog = true }, told);

    /// <summary>One that was not told before. If it is over by now it is history, and nobody is paged; of a danger to life they are always.</summary>
    public void Raise(ToldCondition told, ConditionSpan span, double? valueAtBegin, double? valueAtEnd)
    {
        bool isHistory = !span.Stands && !rule.LifeSafety;
        output.Add(Of(told, TransitionKind.Raised, span.BeginMs) with { Value = valueAtBegin, Corrected = span.BeginIndex != newest, Backlog = isHistory }, told);
        if (!span.Stands)
        {
            output.Add(Of(told, TransitionKind.Cleared, span.EndMs) with { Value = valueAtEnd, Corrected = true, Backlog = isHistory }, told);
        }
    }

    public void Change(ToldCondition told, ConditionSpan span, double? valueAtEnd)
    {
        long? openedAtMs = told.BeginMs == span.BeginMs ? null : span.BeginMs;
        if (span.EndMs != told.EndMs || (openedAtMs is not null && !span.Stands))
        {
            bool isNews = told.Stands && span.EndIndex == newest && openedAtMs is null;
            output.Add(Of(told, TransitionKind.Cleared, span.EndMs) with { Value = valueAtEnd, Corrected = !isNews, OpenedAtMs = openedAtMs }, told);
        }
        else if (openedAtMs is not null)
        {
            output.Add(Of(told, TransitionKind.Changed, _timeMs) with { Corrected = true, OpenedAtMs = openedAtMs }, told);
        }
    }

    private Transition Of(ToldCondition told, TransitionKind kind, long atMs) => new()
    {
        Id = ConditionId.Of(rule.Id, _device.Id, told.RaisePosition, told.Ordinal),
        Kind = kind,
        Rule = rule,
        Device = _device,
        Position = _position,
        AtMs = atMs,
    };
}
