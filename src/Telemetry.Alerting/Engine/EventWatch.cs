using System.Globalization;
using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>
/// The states of all event rules. There is one condition at a time for a rule, a device and a value of the merge field:
/// <list type="bullet">
/// <item>an event that satisfies the rule raises it, whatever its timestamp: an event is never too late; where the rule needs
/// several, the last of enough does;</item>
/// <item>while it stands, a further one within the merge time changes it; one after the merge time ends it and raises a new
/// one, so that people are told again;</item>
/// <item>a clearing event ends those of its own merge value (all of them when it has none) that are not newer than itself;</item>
/// <item>so does quiet, judged on ticks in the time of <see cref="WatchClock"/>.</item>
/// </list>
/// </summary>
internal sealed class EventWatch(RuleSet rules, WatchClock clock)
{
    /// <summary>
    /// The most conditions of one device at a time: a device that makes up zones must not fill the memory. The one heard of
    /// longest ago gives way.
    /// </summary>
    public const int MaximumStanding = 64;

    private readonly DeviceEvents?[] _devices = new DeviceEvents?[rules.City.Devices.Count];

    // Devices with standing conditions, in the order in which ticks look at them.
    private readonly SortedSet<int> _active = [];

    public void Process(in Sample sample, EventRule[] eventRules, in Scope scope, Findings output)
    {
        if (eventRules.Length == 0 || sample.Texts.IsEmpty || sample.Texts[0] is not { } name)
        {
            return;
        }

        var events = _devices[sample.Device.Index] ??= new DeviceEvents();
        if (events.IsRepeated(sample))
        {
            return;
        }

        for (int i = 0; i < eventRules.Length; i++)
        {
            var rule = eventRules[i];
            if (rule.IsClearedBy(name))
            {
                Clear(sample, events, rule, i, output);
            }
            else if (rule.IsRaisedBy(name) && rule.Clauses.During?.Contains(sample.EngineTimeMs) != false && Satisfies(sample, events, rule, i, scope))
            {
                Raise(sample, events, rule, i, scope, output);
            }
        }

        Note(sample.Device.Index, events);
    }

    public void Tick(long position, long wallMs, Findings output)
    {
        if (!clock.IsUp || _active.Count == 0)
        {
            return;
        }

        List<int>? quiet = null;
        foreach (int index in _active)
        {
            var events = _devices[index]!;
            var device = rules.City.Devices[index];
            var eventRules = rules.Of(device.Kind).Events;
            for (int i = 0; i < events.Standing.Count; i++)
            {
                var condition = events.Standing[i];
                var rule = eventRules[condition.Rule];
                if (rule.ClearAfterMs > 0 && clock.Since(condition.HeardMs) >= rule.ClearAfterMs)
                {
                    output.Add(new Transition
                    {
                        Id = ConditionId.Of(rule, device, condition.RaisePosition),
                        Kind = TransitionKind.Cleared,
                        Rule = rule,
                        Device = device,
                        Position = position,
                        AtMs = wallMs,
                        Key = condition.Key,
                    });
                    events.Standing.RemoveAt(i--);
                }
            }

            if (events.Standing.Count == 0)
            {
                (quiet ??= []).Add(index);
            }
        }

        quiet?.ForEach(index => _active.Remove(index));
    }

    /// <summary>The wall clock was put back: no standing condition is newer than now, so that what happens from now on is news to it.</summary>
    public void PutBack(long wallMs)
    {
        foreach (var condition in _active.SelectMany(index => _devices[index]!.Standing))
        {
            condition.LastMs = Math.Min(condition.LastMs, wallMs);
        }
    }

    public bool Stands(int device, EventRule[] rules, string rule)
    {
        int index = Rule.IndexOf(rules, rule);
        if (index >= 0 && _devices[device] is { } events)
        {
            foreach (var condition in events.Standing)
            {
                if (condition.Rule == index)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <inheritdoc cref="AbsenceWatch.ForgetTheFuture"/>
    public void ForgetTheFuture()
    {
        foreach (var condition in _active.SelectMany(index => _devices[index]!.Standing))
        {
            condition.HeardMs = Math.Min(condition.HeardMs, clock.NowMs);
        }
    }

    public void Save(BinaryWriter writer, int device)
    {
        writer.Write(_devices[device] is not null);
        _devices[device]?.Save(writer);
    }

    /// <param name="savedRules">What became of the saved rules.</param>
    public void Load(BinaryReader reader, SavedDevice device, SavedRule[] savedRules, int version)
    {
        if (!reader.ReadBoolean())
        {
            return;
        }

        var events = new DeviceEvents();
        events.Load(reader, device, savedRules, version);
        if (device.Index >= 0)
        {
            _devices[device.Index] = events;
            Note(device.Index, events);
        }
    }

    /// <summary>Whether an event satisfies the rule; of one that needs several, whether it is the last of enough or the condition stands already.</summary>
    private static bool Satisfies(in Sample sample, DeviceEvents events, EventRule rule, int index, in Scope scope)
    {
        bool holds = rule.Where is null || rule.Where.Evaluate(scope) == Truth.True;
        if (rule.Samples.Of == 0)
        {
            return holds;
        }

        string key = Key(sample, rule) ?? string.Empty;
        return events.Standing.Exists(condition => condition.Is(index, key)) ? holds : events.IsEnough(rule, index, key, sample.EngineTimeMs, holds);
    }

    private void Raise(in Sample sample, DeviceEvents events, EventRule rule, int index, in Scope scope, Findings output)
    {
        string key = Key(sample, rule) ?? string.Empty;
        long timeMs = sample.EngineTimeMs;
        var standing = events.Standing.Find(condition => condition.Is(index, key));
        bool isNews = standing is null || timeMs >= standing.LastMs;
        if (standing is not null && !standing.IsMergedAt(rule, timeMs))
        {
            End(sample, events, standing, rule, output);
            standing = null;
        }

        if (standing is null && events.Standing.Count >= MaximumStanding)
        {
            var oldest = events.Standing.MinBy(condition => condition.HeardMs)!;
            End(sample, events, oldest, rules.Of(sample.Device.Kind).Events[oldest.Rule], output);
        }

        bool isNew = standing is null;
        if (standing is null)
        {
            standing = new EventCondition(index, key, sample.Position) { LastMs = timeMs };
            events.Standing.Add(standing);
        }

        standing.LastMs = Math.Max(standing.LastMs, timeMs);
        standing.HeardMs = clock.At(sample.ReceivedAtMs);
        if (isNews)
        {
            output.Add(Change(isNew ? TransitionKind.Raised : TransitionKind.Changed, rule, sample, standing, rule.Value?.Evaluate(scope)));
        }
    }

    private static void Clear(in Sample sample, DeviceEvents events, EventRule rule, int index, Findings output)
    {
        string? key = Key(sample, rule);
        for (int i = 0; i < events.Standing.Count; i++)
        {
            var condition = events.Standing[i];
            if (condition.Rule == index && (key is null || condition.Key == key) && condition.LastMs <= sample.EngineTimeMs)
            {
                End(sample, events, condition, rule, output);
                i--;
            }
        }
    }

    private static void End(in Sample sample, DeviceEvents events, EventCondition condition, EventRule rule, Findings output)
    {
        events.Standing.Remove(condition);
        output.Add(Change(TransitionKind.Cleared, rule, sample, condition, value: null));
    }

    /// <summary>The value of the merge field as text; null when the rule has none or the event does not tell it.</summary>
    private static string? Key(in Sample sample, EventRule rule) => rule.MergeField switch
    {
        null => null,
        { Type: FieldType.Text } field => field.Index < sample.Texts.Length ? sample.Texts[field.Index] : null,
        { } field when !double.IsNaN(sample.Numbers[field.Index]) => sample.Numbers[field.Index].ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };

    private static Transition Change(TransitionKind kind, EventRule rule, in Sample sample, EventCondition condition, double? value) => new()
    {
        Id = ConditionId.Of(rule, sample.Device, condition.RaisePosition),
        Kind = kind,
        Rule = rule,
        Device = sample.Device,
        Position = sample.Position,
        AtMs = sample.EngineTimeMs,
        Key = condition.Key,
        Value = value is { } number && double.IsFinite(number) ? number : null,
        Attributes = EventAttributes.Of(sample),
    };

    private void Note(int device, DeviceEvents events)
    {
        if (events.Standing.Count > 0)
        {
            _active.Add(device);
        }
        else
        {
            _active.Remove(device);
        }
    }
}
