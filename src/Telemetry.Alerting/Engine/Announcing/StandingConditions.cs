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
        foreach (string rawId in condition.RawIds)
        {
            _byRawId[rawId] = condition;
        }

        Watch(condition);
    }

    /// <summary>An occurrence of one that chatters begins.</summary>
    public void Link(StandingCondition condition, string rawId)
    {
        condition.RawIds.Add(rawId);
        _byRawId[rawId] = condition;
    }

    /// <summary>What the watch knows is over.</summary>
    public void Unlink(StandingCondition condition, string rawId)
    {
        _byRawId.Remove(rawId);
        condition.RawIds.Remove(rawId);
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
    /// True when a sample shows that what was history stands still, and not only chattered: because it is new, or because as much time has gone by as
    /// makes history, and it is still told. A device with a slow clock is believed after that.
    /// </summary>
    public bool IsFresh(StandingCondition condition, in Occasion occasion) =>
        condition.IsStanding && (IsInTime(condition, occasion.AtMs, occasion.ReceivedAtMs) || IsOldNews(condition, occasion.ReceivedAtMs));

    /// <summary>True for history that has not ended in the time that makes history: nothing more seems to come.</summary>
    public bool IsOldNews(StandingCondition condition, long nowMs) =>
        condition is { IsBacklog: true, IsStanding: true } && nowMs - condition.ReceivedAtMs >= _backlogMs[condition.Device.Index];

    public void Save(BinaryWriter writer)
    {
        writer.Write(All.Count());
        foreach (var condition in All)
        {
            SavedCondition.Write(writer, condition, Hidden.Contains(condition));
        }
    }

    /// <param name="orphans">What the watches lost, by the names that they give; replaced by what people know of it.</param>
    public void Load(BinaryReader reader, List<OrphanedCondition> orphans)
    {
        var lost = orphans.Select(orphan => orphan.Id).ToHashSet();
        var renamed = new HashSet<string>();
        var known = new List<OrphanedCondition>();
        for (int left = SavedKind.ReadCount(reader); left > 0; left--)
        {
            var saved = SavedCondition.Read(reader);
            if (saved.RawIds.Exists(lost.Contains) || Find(saved.RuleId, saved.DeviceId) is not var (rule, device))
            {
                renamed.UnionWith(saved.RawIds);
                if (saved.IsShown)
                {
                    known.Add(new OrphanedCondition(saved.Id, saved.RuleId, saved.DeviceId));
                }

                continue;
            }

            var condition = saved.Of(rule, device);

            Add(condition);
            if (saved.IsHidden)
            {
                Hidden.Add(condition);
            }
        }

        orphans.RemoveAll(orphan => renamed.Contains(orphan.Id));
        orphans.AddRange(known);
    }

    /// <summary>A rule and a device by their ids; null when either is gone, or the device is retired: it will say nothing that could end what stands.</summary>
    public (Rule Rule, Device Device)? Find(string ruleId, string deviceId) =>
        _rules.City.FindDevice(deviceId) is { State: not DeviceState.Retired } device && _rules.Find(device.Kind, ruleId) is { } rule ? (rule, device) : null;
}
