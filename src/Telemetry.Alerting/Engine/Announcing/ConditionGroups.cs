using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>
/// The groups of all rules that have one. A group is raised when conditions of enough devices began close together, and
/// cleared when too few stand; while it stands its members, those before and after, are its.
/// </summary>
internal sealed class ConditionGroups(City city, LatestValues latest)
{
    private readonly Dictionary<(GroupRule Rule, string Key), ConditionGroup> _groups = [];
    private readonly List<ConditionGroup> _touched = [];

    public void Join(StandingCondition condition)
    {
        if (condition.IsBacklog || condition.Rule.Clauses.Group is not { } rule || rule.KeyOf(condition.Device) is not { } key)
        {
            return;
        }

        if (!_groups.TryGetValue((rule, key), out var group))
        {
            _groups.Add((rule, key), group = new ConditionGroup(rule, key));
        }

        group.Members.Add(condition);
        group.JoinedMs = Math.Max(group.JoinedMs, condition.OpenedAtMs);
        condition.Group = group;
        Touch(group);
    }

    public void Leave(StandingCondition condition)
    {
        if (condition.Group is { } group)
        {
            group.Members.Remove(condition);
            Touch(group);
        }
    }

    /// <summary>Raises, changes and clears the groups whose members changed with the record in hand.</summary>
    /// <param name="change">Told of the members whose place in a group changed.</param>
    public void Settle(in Occasion occasion, List<Transition> output, Action<StandingCondition> change)
    {
        foreach (var group in _touched)
        {
            if (group.Id is null && group.IsReached)
            {
                Raise(group, occasion, output, change);
            }
            else if (group.Id is not null && group.Devices < group.Rule.StandsWith)
            {
                output.Add(Change(TransitionKind.Cleared, group, occasion, group.Id));
                group.Id = null;
                ChangeMembers(group, change);
            }
            else if (group.Id is not null && group.JoinedMs != ReadingState.None)
            {
                output.Add(Change(TransitionKind.Changed, group, occasion, group.Id));
            }

            group.JoinedMs = ReadingState.None;
            if (group.Members.Count == 0)
            {
                _groups.Remove((group.Rule, group.Key));
            }
        }

        _touched.Clear();
    }

    public void Save(BinaryWriter writer)
    {
        ConditionGroup[] raised = [.. _groups.Values.Where(group => group.Id is not null)];
        writer.Write(raised.Length);
        foreach (var group in raised)
        {
            writer.Write(group.Rule.Kind.System.Id);
            writer.Write(group.Rule.Kind.Id);
            writer.Write(group.Rule.Id);
            writer.Write(group.Key);
            writer.Write(group.Id!);
            writer.Write(group.Device!.Id);
        }
    }

    /// <summary>True when a group waits for <see cref="Settle"/>.</summary>
    public bool IsTouched => _touched.Count > 0;

    /// <summary>Gives the groups of the members that were loaded before their names again. One that lost members then may be over.</summary>
    /// <param name="orphans">Takes those that have no members any more: their rule is gone, or their devices are.</param>
    public void Load(BinaryReader reader, List<OrphanedCondition> orphans)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            (string system, string kind, string ruleId) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
            (string key, string id, string deviceId) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
            var group = _groups.Values.FirstOrDefault(
                group => group.Rule.Id == ruleId && group.Key == key && group.Rule.Kind.Id == kind && group.Rule.Kind.System.Id == system);
            if (group is null)
            {
                orphans.Add(new OrphanedCondition(id, ruleId, deviceId));
                continue;
            }

            group.Id = id;
            group.Device = city.FindDevice(deviceId) ?? First(group).Device;
        }

        foreach (var group in _touched)
        {
            group.JoinedMs = ReadingState.None;
        }

        _touched.RemoveAll(group => group.Id is null || group.Devices >= group.Rule.StandsWith);
    }

    private void Raise(ConditionGroup group, in Occasion occasion, List<Transition> output, Action<StandingCondition> change)
    {
        group.Device = First(group).Device;
        group.Id = ConditionId.Of(group.Rule.Id, group.Key, occasion.Position);
        output.Add(Change(TransitionKind.Raised, group, occasion, group.Id));
        ChangeMembers(group, change);
    }

    private static void ChangeMembers(ConditionGroup group, Action<StandingCondition> change)
    {
        StandingCondition[] members = [.. group.Members];
        Array.Sort(members, StandingCondition.Order);
        Array.ForEach(members, change);
    }

    private Transition Change(TransitionKind kind, ConditionGroup group, in Occasion occasion, string id)
    {
        int devices = group.Devices;
        var transition = new Transition
        {
            Id = id,
            Kind = kind,
            Rule = group.Rule,
            Device = group.Device!,
            Position = occasion.Position,
            AtMs = occasion.AtMs,
            Value = devices,
            Occurrences = 1,
        };
        return kind == TransitionKind.Raised && group.Rule.Clauses.Title is { } title
            ? transition with { Title = title.Fill(new TemplateValues(group.Device!, devices, double.NaN, devices, latest, "{}")) }
            : transition;
    }

    private static StandingCondition First(ConditionGroup group)
    {
        StandingCondition? first = null;
        foreach (var member in group.Members)
        {
            first = first is null || StandingCondition.Order(member, first) < 0 ? member : first;
        }

        return first!;
    }

    private void Touch(ConditionGroup group)
    {
        if (!_touched.Contains(group))
        {
            _touched.Add(group);
        }
    }
}
