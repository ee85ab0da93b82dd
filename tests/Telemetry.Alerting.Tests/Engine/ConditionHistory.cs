using Telemetry.Alerting.Engine;

namespace Telemetry.Alerting.Tests.Engine;

/// <summary>What somebody who only sees the transitions knows of the conditions: the corrections are applied.</summary>
internal sealed record ConditionHistory(string Rule, string Device, long BeginMs, long? EndMs)
{
    /// <summary>Without conditions that were told and never were, by device, rule and begin.</summary>
    public static List<ConditionHistory> Of(IEnumerable<Transition> transitions)
    {
        var known = new Dictionary<string, ConditionHistory>();
        foreach (var transition in transitions)
        {
            string id = transition.Id;
            switch (transition.Kind)
            {
                case TransitionKind.Raised:
                    known.Add(id, new ConditionHistory(transition.Rule.Id, transition.Device.Id, transition.OpenedAtMs ?? transition.AtMs, null));
                    break;
                case TransitionKind.Changed:
                    Assert.Null(known[id].EndMs);
                    known[id] = known[id] with { BeginMs = transition.OpenedAtMs ?? known[id].BeginMs };
                    break;
                default:
                    Assert.True(known[id].EndMs is null || transition.Corrected);
                    known[id] = known[id] with { BeginMs = transition.OpenedAtMs ?? known[id].BeginMs, EndMs = transition.AtMs };
                    break;
            }
        }

        return [.. known.Values
            .Where(condition => condition.BeginMs != condition.EndMs)
            .OrderBy(condition => condition.Device, StringComparer.Ordinal)
            .ThenBy(condition => condition.Rule, StringComparer.Ordinal)
            .ThenBy(condition => condition.BeginMs)];
    }
}
