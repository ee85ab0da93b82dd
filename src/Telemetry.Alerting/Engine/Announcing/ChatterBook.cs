using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>
/// Which rules were raised lately, and which chatter: raised often within a short time. From the last of so many raises on, all
/// further ones are occurrences of one condition, which stays until nothing has happened for that time.
/// </summary>
internal sealed class ChatterBook
{
    private readonly Dictionary<(Rule Rule, Device Device, string Key), Chatter> _known = [];

    public bool IsAny => _known.Count > 0;

    /// <summary>The condition that a raise is one more occurrence of; null when it does not chatter.</summary>
    public StandingCondition? FoldOf(Transition raw) => _known.GetValueOrDefault((raw.Rule, raw.Device, raw.Key))?.Fold;

    /// <summary>Takes note of a condition that was raised, which becomes what later occurrences are folded into when it was once too often.</summary>
    public void Note(StandingCondition condition)
    {
        var clauses = condition.Rule.Clauses;
        var chatter = Get(condition);
        if (chatter.Note(condition.OpenedAtMs, clauses.ChatterMs))
        {
            Fold(condition, chatter);
            condition.Occurrences = clauses.ChatterCount;
            condition.ToldAtMs = condition.OpenedAtMs;
        }
    }

    public void Forget(StandingCondition condition) => _known.Remove((condition.Rule, condition.Device, condition.Key));

    /// <summary>What was raised longest ago matters no more.</summary>
    public void Prune(long wallMs)
    {
        if (_known.Count == 0)
        {
            return;
        }

        foreach (var (key, chatter) in _known)
        {
            if (chatter.Fold is null && wallMs - chatter.Times[0] > key.Rule.Clauses.ChatterMs)
            {
                _known.Remove(key);
            }
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_known.Count);
        foreach (var ((rule, device, key), chatter) in _known)
        {
            writer.Write(rule.Id);
            writer.Write(device.Id);
            writer.Write(key);
            writer.Write(chatter.Times.Length);
            foreach (long time in chatter.Times)
            {
                writer.Write(time);
            }
        }
    }

    /// <param name="find">A device by its id, and a rule of its by the rule's; null for what is gone.</param>
    public void Load(BinaryReader reader, Func<string, string, (Rule Rule, Device Device)?> find)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            string ruleId = reader.ReadString();
            var found = find(ruleId, reader.ReadString());
            string key = reader.ReadString();
            long[] times = new long[SavedKind.ReadCount(reader)];
            for (int i = 0; i < times.Length; i++)
            {
                times[i] = reader.ReadInt64();
            }

            if (found is { Rule.Clauses.ChatterCount: > 0 and var count })
            {
                var chatter = new Chatter(count);
                chatter.Restore(times);
                _known[(found.Value.Rule, found.Value.Device, key)] = chatter;
            }
        }
    }

    /// <summary>A condition that was folded when the state was saved.</summary>
    public void Restore(StandingCondition condition) => Fold(condition, Get(condition));

    private static void Fold(StandingCondition condition, Chatter chatter)
    {
        condition.IsFolded = true;
        chatter.Fold = condition;
    }

    private Chatter Get(StandingCondition condition)
    {
        var key = (condition.Rule, condition.Device, condition.Key);
        if (!_known.TryGetValue(key, out var chatter))
        {
            _known.Add(key, chatter = new Chatter(Math.Max(2, condition.Rule.Clauses.ChatterCount)));
        }

        return chatter;
    }
}
