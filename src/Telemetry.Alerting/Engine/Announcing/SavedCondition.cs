using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>A standing condition in a checkpoint, under the names of its rule and device.</summary>
internal sealed class SavedCondition
{
    private State _state;

    [Flags]
    private enum State : byte
    {
        None = 0,
        Shown = 1,
        Hidden = 2,
        Backlog = 4,
        Folded = 8,
    }

    public required string RuleId { get; init; }

    public required string DeviceId { get; init; }

    public required string Key { get; init; }

    public required string Id { get; init; }

    public required List<string> RawIds { get; init; }

    public bool IsShown => _state.HasFlag(State.Shown);

    public bool IsHidden => _state.HasFlag(State.Hidden);

    private long RaisePosition { get; init; }

    private long OpenedAtMs { get; init; }

    private long ReceivedAtMs { get; init; }

    private long WatchMs { get; init; }

    private double Value { get; init; }

    private double Limit { get; init; }

    private string Attributes { get; init; } = "{}";

    private Severity Severity { get; init; }

    private int Occurrences { get; init; }

    private long QuietSinceMs { get; init; }

    private long ToldAtMs { get; init; }

    private long WaitUntilMs { get; init; }

    public static void Write(BinaryWriter writer, StandingCondition condition, bool isHidden)
    {
        writer.Write(condition.Rule.Id);
        writer.Write(condition.Device.Id);
        writer.Write(condition.Key);
        writer.Write(condition.Id);
        writer.Write(condition.RawIds.Count);
        condition.RawIds.ForEach(writer.Write);
        writer.Write(condition.RaisePosition);
        writer.Write(condition.OpenedAtMs);
        writer.Write(condition.ReceivedAtMs);
        writer.Write(condition.WatchMs);
        writer.Write(condition.Value ?? double.NaN);
        writer.Write(condition.Limit);
        writer.Write(condition.Attributes);
        writer.Write((byte)condition.Severity);
        writer.Write(condition.Occurrences);
        writer.Write(condition.QuietSinceMs);
        writer.Write(condition.ToldAtMs);
        writer.Write(condition.WaitUntilMs);
        writer.Write((byte)((condition.IsShown ? State.Shown : 0) | (isHidden ? State.Hidden : 0)
            | (condition.IsBacklog ? State.Backlog : 0) | (condition.IsFolded ? State.Folded : 0)));
    }

    public static SavedCondition Read(BinaryReader reader) => new()
    {
        // Members are read in the order in which they are named here.
        RuleId = reader.ReadString(),
        DeviceId = reader.ReadString(),
        Key = reader.ReadString(),
        Id = reader.ReadString(),
        RawIds = ReadIds(reader),
        RaisePosition = reader.ReadInt64(),
        OpenedAtMs = reader.ReadInt64(),
        ReceivedAtMs = reader.ReadInt64(),
        WatchMs = reader.ReadInt64(),
        Value = reader.ReadDouble(),
        Limit = reader.ReadDouble(),
        Attributes = reader.ReadString(),
        Severity = (Severity)reader.ReadByte(),
        Occurrences = reader.ReadInt32(),
        QuietSinceMs = reader.ReadInt64(),
        ToldAtMs = reader.ReadInt64(),
        WaitUntilMs = reader.ReadInt64(),
        _state = (State)reader.ReadByte(),
    };

    public StandingCondition Of(Rule rule, Device device) => new(rule, device, Key, Id, RaisePosition)
    {
        RawIds = RawIds,
        OpenedAtMs = OpenedAtMs,
        ReceivedAtMs = ReceivedAtMs,
        WatchMs = WatchMs,
        Value = double.IsNaN(Value) ? null : Value,
        Limit = Limit,
        Attributes = Attributes,
        Severity = Severity,
        Occurrences = Occurrences,
        IsShown = IsShown,
        IsBacklog = _state.HasFlag(State.Backlog),
        IsFolded = _state.HasFlag(State.Folded),
        QuietSinceMs = QuietSinceMs,
        ToldAtMs = ToldAtMs,
        WaitUntilMs = WaitUntilMs,
    };

    private static List<string> ReadIds(BinaryReader reader)
    {
        var ids = new List<string>();
        for (int left = SavedKind.ReadCount(reader); left > 0; left--)
        {
            ids.Add(reader.ReadString());
        }

        return ids;
    }
}
