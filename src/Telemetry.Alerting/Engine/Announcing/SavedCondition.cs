using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>A standing condition in a checkpoint, under the names of its rule and device.</summary>
internal static class SavedCondition
{
    [Flags]
    private enum State : byte
    {
        None = 0,
        Shown = 1,
        Hidden = 2,
        Backlog = 4,
        Folded = 8,
    }

    public static void Write(BinaryWriter writer, StandingCondition condition, bool isHidden)
    {
        writer.Write(condition.Rule.Id);
        writer.Write(condition.Device.Id);
        writer.Write(condition.Key);
        writer.Write(condition.Id);
        writer.Write(condition.RawId ?? "");
        writer.Write(condition.RaisePosition);
        writer.Write(condition.OpenedAtMs);
        writer.Write(condition.ReceivedAtMs);
        writer.Write(condition.WatchMs);
        writer.Write(condition.Value ?? double.NaN);
        writer.Write(condition.Limit);
        writer.Write(condition.Attributes);
        writer.Write((byte)condition.Severity);
        writer.Write(condition.Occurrences);
        writer.Write((byte)((condition.IsShown ? State.Shown : 0) | (isHidden ? State.Hidden : 0)
            | (condition.IsBacklog ? State.Backlog : 0) | (condition.IsFolded ? State.Folded : 0)));
        writer.Write(condition.QuietSinceMs);
        writer.Write(condition.ToldAtMs);
        writer.Write(condition.WaitUntilMs);
    }

    /// <param name="find">A rule and a device by their ids; null when either is gone.</param>
    /// <param name="orphans">Takes what no watch has a condition for, when its rule or device is gone.</param>
    /// <returns>Null when its rule or device is gone.</returns>
    public static StandingCondition? Read(
        BinaryReader reader, Func<string, string, (Rule Rule, Device Device)?> find, List<OrphanedCondition> orphans, out bool isHidden)
    {
        (string ruleId, string deviceId, string key, string id, string rawId) =
            (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString());
        (long position, long openedMs, long receivedMs, long watchMs) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        (double value, double limit) = (reader.ReadDouble(), reader.ReadDouble());
        (string attributes, var severity, int occurrences, var state) = (reader.ReadString(), (Severity)reader.ReadByte(), reader.ReadInt32(), (State)reader.ReadByte());
        (long quietMs, long toldMs, long waitMs) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        isHidden = state.HasFlag(State.Hidden);
        if (find(ruleId, deviceId) is not var (rule, device))
        {
            if (rawId != id)
            {
                orphans.Add(new OrphanedCondition(id, ruleId, deviceId));
            }

            return null;
        }

        return new StandingCondition(rule, device, key, id, position)
        {
            RawId = rawId.Length == 0 ? null : rawId,
            OpenedAtMs = openedMs,
            ReceivedAtMs = receivedMs,
            WatchMs = watchMs,
            Value = double.IsNaN(value) ? null : value,
            Limit = limit,
            Attributes = attributes,
            Severity = severity,
            Occurrences = occurrences,
            IsShown = state.HasFlag(State.Shown),
            IsBacklog = state.HasFlag(State.Backlog),
            IsFolded = state.HasFlag(State.Folded),
            QuietSinceMs = quietMs,
            ToldAtMs = toldMs,
            WaitUntilMs = waitMs,
        };
    }
}
