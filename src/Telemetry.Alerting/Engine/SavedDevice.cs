namespace Telemetry.Alerting.Engine;

/// <summary>A device named in a checkpoint, and where it is today.</summary>
/// <param name="index">Its index today; below zero when it is gone or became another kind.</param>
internal sealed class SavedDevice(string id, int index, List<OrphanedCondition> orphans)
{
    public int Index => index;

    public void Orphan(string ruleId, long raisePosition, int ordinal = 0) =>
        orphans.Add(new(ConditionId.Of(ruleId, id, raisePosition, ordinal), ruleId, id));
}
