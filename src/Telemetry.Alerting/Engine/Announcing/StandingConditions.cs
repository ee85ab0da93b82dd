using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>Everything that stands, by device and by the id that the watches know it by, and which of it has to be looked at when.</summary>
internal sealed class StandingConditions
{
    private readonly RuleSet _rules;
    private readonly long[] _backlogMs;
    private readonly List<StandingCondition>?[] _ofDevice;
    private readonly Dictionary<string, StandingCondition> _byRawId = [];

    public StandingConditions(RuleSet rules)
    {
        _rules = rules;
        _ofDevice = new List<StandingCondition>?[rules.City.Devices.Count];
        _backlogMs = [.. rules.City.Devices.Select(device => (long)rules.City.Alarms.BacklogOf(device).TotalMilliseconds)];
    }

    /// <summary>Those that something keeps from being raised.</summary>
    public HashSet<StandingCondition> Hidden { get; } = [];

    /// <summary>Those that time alone may change: what chatters, what is history, what becomes more urgent by standing.</summary>
    public HashSet<StandingCondition> OnTicks { get; } = [];

    public IEnumerable<StandingCondition> All => _ofDevice.OfType<List<StandingCondition>>().SelectMany(conditions => conditions);

    public List<StandingCondition>? Of(Device device) => _ofDevice[device.Index];

    public StandingCondition? FindRaw(string rawId) => _byRawId.GetValueOrDefault(rawId);

    public void Add(StandingCondition condition)
    {
        (_ofDevice[condition.Device.Index] ??= []).Add(condition);
        if (condition.RawId is { } rawId)
        {
            _byRawId[rawId] = condition;
        }

        Watch(condition);
    }

    /// <summary>An occurrence of one that chatters begins.</summary>
    public void Link(StandingCondition condition, string rawId)
    {
        condition.RawId = rawId;
        _byRawId[rawId] = condition;
    }

    /// <summary>What the watch knows is over.</summary>
    public void Unlink(StandingCondition condition)
    {
        _byRawId.Remove(condition.RawId!);
        condition.RawId = null;
    }

    public void Remove(StandingCondition condition)
    {
        condition.IsOver = true;
        _ofDevice[condition.Device.Index]!.Remove(condition);
        Hidden.Remove(condition);
        OnTicks.Remove(condition);
    }

    /// <summary>Notes whether time alone may change it.</summary>
    public void Watch(StandingCondition condition)
    {
        bool isTimed = condition.Rule is not ReadingRule && Array.Exists(condition.Rule.Clauses.Steps, step => step.AfterMs > 0);
        if (condition.IsFolded || isTimed || (condition.IsBacklog && condition.Rule is ReadingRule))
        {
            OnTicks.Add(condition);
        }
        else
        {
            OnTicks.Remove(condition);
        }
    }

    /// <summary>False for what is so far behind its receipt that it is history.</summary>
    public bool IsInTime(StandingCondition condition, long atMs, long receivedAtMs)
    {
        // An event is there until quiet would have ended it.
        long quietMs = condition.Rule is EventRule rule ? rule.ClearAfterMs : 0;
        return receivedAtMs - atMs <= Math.Max(_backlogMs[condition.Device.Index], quietMs);
    }

    /// <summary>
    /// True when a sample shows that what was history still stands: because it is new, or because as much time has gone by as
    /// makes history, and it is still told. A device with a slow clock is believed after that.
    /// </summary>
    public bool IsFresh(StandingCondition condition, in Occasion occasion) =>
        IsInTime(condition, occasion.AtMs, occasion.ReceivedAtMs) || IsOldNews(condition, occasion.ReceivedAtMs);

    /// <summary>True for history that has not ended in the time that makes history: nothing more seems to come.</summary>
    public bool IsOldNews(StandingCondition condition, long nowMs) =>
        condition.IsBacklog && nowMs - condition.ReceivedAtMs >= _backlogMs[condition.Device.Index];

    public void Save(BinaryWriter writer)
    {
        writer.Write(All.Count());
        foreach (var condition in All)
        {
            SavedCondition.Write(writer, condition, Hidden.Contains(condition));
        }
    }

    /// <returns>What people know of but no watch does, of rules or devices that are gone.</returns>
    public IReadOnlyList<OrphanedCondition> Load(BinaryReader reader)
    {
        var orphans = new List<OrphanedCondition>();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            if (SavedCondition.Read(reader, Find, orphans, out bool isHidden) is not { } condition)
            {
                continue;
            }

            Add(condition);
            if (isHidden)
            {
                Hidden.Add(condition);
            }
        }

        return orphans;
    }

    /// <summary>A rule and a device by their ids; null when either is gone.</summary>
    public (Rule Rule, Device Device)? Find(string ruleId, string deviceId) =>
        _rules.City.FindDevice(deviceId) is { } device && _rules.Find(device.Kind, ruleId) is { } rule ? (rule, device) : null;
}
