using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>
/// Decides how what the rules' watches find is announced: which severity it has come to, whether something inhibits it, whether
/// it is history, chatters, or is one of many. It takes the transitions of one record as the watches made them, and gives
/// those that people see; of one condition at most one for a record, except that what begins and ends with one is told as both.
/// <para>A record that changes nothing costs a look at its device; nothing is allocated for it.</para>
/// </summary>
internal sealed class Annunciator
{
    private readonly WatchClock _clock;
    private readonly LatestValues _latest;
    private readonly StandingConditions _standing;
    private readonly Inhibitions _inhibitions;
    private readonly ChatterBook _chatters = new();
    private readonly ConditionGroups _groups;
    private readonly List<Announcement> _due = [];
    private readonly List<StandingCondition> _ripe = [];
    private readonly Action<StandingCondition> _change;

    public Annunciator(RuleSet rules, WatchClock clock, LatestValues latest)
    {
        (_clock, _latest) = (clock, latest);
        _standing = new StandingConditions(rules);
        _inhibitions = new Inhibitions(rules.City, _standing);
        _groups = new ConditionGroups(rules.City, latest);
        _change = MarkChanged;
    }

    /// <summary>What the watches found in the record in hand: they add, and <see cref="Settle"/> takes.</summary>
    public Findings Found { get; } = new();

    /// <summary>Decides what becomes of <see cref="Found"/>, and of what stands already.</summary>
    public void Settle(in Occasion occasion, List<Transition> output)
    {
        if (Found.Count == 0 && !IsLookedAt(occasion))
        {
            return;
        }

        bool isAnyOver = false;
        for (int i = 0; i < Found.Count; i++)
        {
            isAnyOver |= Found[i].Transition.Kind == TransitionKind.Cleared;
            Take(Found[i], occasion);
        }

        if (occasion.Device is not { } device)
        {
            LookOnTick(occasion);
        }
        else if (occasion.IsReading)
        {
            LookAt(device, occasion);
        }

        Decide();
        if (_standing.Hidden.Count > 0 && (isAnyOver || occasion.Device is null))
        {
            Release(occasion);
        }

        _groups.Settle(occasion, output, _change);
        foreach (var due in _due)
        {
            Announce(due, occasion, output);
        }

        Found.Clear();
        _due.Clear();
    }

    /// <summary>The wall clock was put back: nothing that was noted is newer than now.</summary>
    public void PutBack(long wallMs)
    {
        foreach (var condition in _standing.OnTicks)
        {
            condition.QuietSinceMs = Math.Min(condition.QuietSinceMs, wallMs);
            condition.ToldAtMs = Math.Min(condition.ToldAtMs, wallMs);
            condition.ReceivedAtMs = Math.Min(condition.ReceivedAtMs, wallMs);
        }
    }

    public void Save(BinaryWriter writer)
    {
        _standing.Save(writer);
        _chatters.Save(writer);
        _groups.Save(writer);
    }

    /// <param name="orphans">What the watches lost with rules and devices that are gone; corrected to what people know of it.</param>
    public void Load(BinaryReader reader, List<OrphanedCondition> orphans)
    {
        _standing.Load(reader, orphans);
        _chatters.Load(reader, _standing.Find);
        foreach (var condition in _standing.All)
        {
            if (condition.IsFolded)
            {
                _chatters.Restore(condition);
            }

            if (condition.IsShown)
            {
                _groups.Join(condition);
            }
        }

        _groups.Load(reader, orphans);
    }

    private bool IsLookedAt(in Occasion occasion) =>
        occasion.Device is { } device
            ? occasion.IsReading && _standing.Of(device) is { Count: > 0 }
            : _standing.Hidden.Count > 0 || _standing.OnTicks.Count > 0 || _chatters.IsAny || _groups.IsTouched;

    private void Take(in Finding finding, in Occasion occasion)
    {
        var (raw, told) = finding;
        if (raw.Kind == TransitionKind.Raised)
        {
            Enter(raw, occasion);
        }
        else if (_standing.FindRaw(raw.Id) is not { } condition)
        {
            if (told is not { IsUntold: true })
            {
                _due.Add(new(null, raw.Kind, raw));
            }
        }
        else if (raw.Kind == TransitionKind.Changed)
        {
            Change(condition, raw, occasion);
        }
        else
        {
            if (told is not null)
            {
                told.IsUntold = condition.IsFolded || _standing.Hidden.Contains(condition);
            }

            _standing.Unlink(condition, raw.Id);
            if (!condition.IsFolded)
            {
                End(condition, raw);
            }
            else if (!condition.IsStanding)
            {
                condition.QuietSinceMs = raw.AtMs;
            }
        }
    }

    private void Change(StandingCondition condition, Transition raw, in Occasion occasion)
    {
        if (raw.Corrected && condition.IsFolded)
        {
            // It began with its first occurrence, whatever is corrected of one.
            return;
        }

        condition.OpenedAtMs = raw.OpenedAtMs ?? condition.OpenedAtMs;
        condition.Occurrences += raw.Corrected ? 0 : 1;
        TakeValues(condition, raw, occasion);
        if (!_standing.Hidden.Contains(condition))
        {
            // What is hidden is told as it is when it is raised, with this record or later.
            _due.Add(new(condition, TransitionKind.Changed, raw));
            condition.IsMarked = true;
        }

        if (condition.IsBacklog && _standing.IsFresh(condition, occasion))
        {
            Free(condition);
        }
    }

    private void Enter(Transition raw, in Occasion occasion)
    {
        var clauses = raw.Rule.Clauses;
        if (clauses.ChatterCount > 0 && _chatters.FoldOf(raw) is { } fold)
        {
            _standing.Link(fold, raw.Id);
            fold.Occurrences++;
            TakeValues(fold, raw, occasion);
            if (raw.AtMs - fold.ToldAtMs >= clauses.ChatterMs)
            {
                fold.ToldAtMs = raw.AtMs;
                MarkChanged(fold);
            }

            if (fold.IsBacklog && !raw.Backlog && _standing.IsInTime(fold, raw.AtMs, occasion.ReceivedAtMs))
            {
                Free(fold);
            }

            return;
        }

        bool hasScope = occasion.IsReading || occasion.IsEvent;
        var condition = new StandingCondition(raw.Rule, raw.Device, raw.Key, raw.Id, raw.Position)
        {
            OpenedAtMs = raw.OpenedAtMs ?? raw.AtMs,
            ReceivedAtMs = occasion.ReceivedAtMs,
            WatchMs = _clock.NowMs,
            Limit = LimitOf(clauses, occasion),
            Severity = raw.Severity,
        };
        TakeValues(condition, raw, occasion);
        condition.IsBacklog = raw.Backlog
            || (!raw.Rule.LifeSafety && !raw.Corrected && hasScope && !_standing.IsInTime(condition, raw.AtMs, occasion.ReceivedAtMs));
        if (clauses.ChatterCount > 0 && !IsRenewed(raw))
        {
            _chatters.Note(condition);
        }

        _standing.Add(condition);
        _due.Add(new(condition, TransitionKind.Raised, raw));
        condition.IsMarked = true;
    }

    /// <summary>An event rule ends a condition and raises it anew so that people are told again: that is no chattering.</summary>
    private bool IsRenewed(Transition raw)
    {
        for (int i = 0; i < Found.Count; i++)
        {
            var other = Found[i].Transition;
            if (other.Kind == TransitionKind.Cleared && ReferenceEquals(other.Rule, raw.Rule) && ReferenceEquals(other.Device, raw.Device) && other.Key == raw.Key)
            {
                return true;
            }
        }

        return false;
    }

    private static double LimitOf(RuleClauses clauses, in Occasion occasion) => clauses switch
    {
        { Title: null, Advice: null } or { Limit: null } => double.NaN,
        { Limit: NumberNode.Constant constant } => constant.Value,
        _ => occasion.IsReading || occasion.IsEvent ? clauses.Limit.Evaluate(occasion.Scope) : double.NaN,
    };

    private static void TakeValues(StandingCondition condition, Transition raw, in Occasion occasion)
    {
        condition.Value = raw.Value ?? condition.Value;
        condition.Attributes = raw.Attributes;
        if (condition.Rule.Clauses.Steps.Length > 0 && (occasion.IsReading || occasion.IsEvent))
        {
            condition.Severity = SeverityRise.ByValue(condition, raw.Value ?? double.NaN, occasion.Scope);
        }
    }

    /// <summary>What the device's own reading says of what stands on it.</summary>
    private void LookAt(Device device, in Occasion occasion)
    {
        var conditions = _standing.Of(device);
        for (int i = 0; i < (conditions?.Count ?? 0); i++)
        {
            var condition = conditions![i];
            if (IsQuiet(condition, occasion.AtMs))
            {
                End(condition, null);
                i--;
            }
            else if (condition is { Rule: ReadingRule rule } && condition.RaisePosition != occasion.Position)
            {
                Look(condition, rule, occasion);
            }
        }
    }

    private void Look(StandingCondition condition, ReadingRule rule, in Occasion occasion)
    {
        if (condition.Rule.Clauses.Steps.Length > 0)
        {
            var scope = occasion.Scope;
            double value = rule.Value?.Evaluate(scope) ?? double.NaN;
            var before = condition.Severity;
            condition.Severity = SeverityRise.ByTime(condition, occasion.AtMs - condition.OpenedAtMs);
            condition.Severity = SeverityRise.ByValue(condition, value, scope);
            if (condition.Severity != before)
            {
                condition.Value = double.IsFinite(value) ? value : condition.Value;
                MarkChanged(condition);
            }
        }

        if (condition.IsBacklog && _standing.IsFresh(condition, occasion))
        {
            Free(condition);
        }
    }

    private void LookOnTick(in Occasion occasion)
    {
        foreach (var condition in _standing.OnTicks)
        {
            if (IsQuiet(condition, occasion.AtMs) || _standing.IsOldNews(condition, occasion.AtMs) || TimedSeverity(condition) != condition.Severity)
            {
                _ripe.Add(condition);
            }
        }

        _ripe.Sort(StandingCondition.Order);
        foreach (var condition in _ripe)
        {
            if (IsQuiet(condition, occasion.AtMs))
            {
                End(condition, null);
                continue;
            }

            condition.Severity = TimedSeverity(condition);
            MarkChanged(condition);
            if (_standing.IsOldNews(condition, occasion.AtMs))
            {
                Free(condition);
            }
        }

        _ripe.Clear();
        _chatters.Prune(occasion.AtMs);
    }

    /// <summary>Readings rise on their own time; what has none of its own, on the time that was watched.</summary>
    private Severity TimedSeverity(StandingCondition condition) =>
        condition.Rule is ReadingRule || !_clock.IsUp ? condition.Severity : SeverityRise.ByTime(condition, _clock.NowMs - condition.WatchMs);

    private static bool IsQuiet(StandingCondition condition, long nowMs) =>
        condition is { IsFolded: true, IsStanding: false } && nowMs - condition.QuietSinceMs >= condition.Rule.Clauses.ChatterMs;

    private void Decide()
    {
        for (int i = 0; i < _due.Count; i++)
        {
            if (_due[i] is not { Kind: TransitionKind.Raised, Condition: { } condition })
            {
                continue;
            }

            if (!condition.IsOver && _inhibitions.Inhibit(condition))
            {
                _standing.Hidden.Add(condition);
                condition.IsMarked = false;
            }
            else
            {
                Show(condition);
            }
        }
    }

    /// <summary>Raises what nothing inhibits any more. A silence is given its time anew first: its gateway has only just come back.</summary>
    private void Release(in Occasion occasion)
    {
        foreach (var condition in _standing.Hidden)
        {
            if (_inhibitions.Inhibit(condition))
            {
                condition.WaitUntilMs = 0;
            }
            else if (condition.Rule is not AbsenceRule rule)
            {
                _ripe.Add(condition);
            }
            else if (occasion.Device is null && _clock.IsUp)
            {
                condition.WaitUntilMs = condition.WaitUntilMs == 0 ? _clock.NowMs + rule.LimitMs(condition.Device) : condition.WaitUntilMs;
                if (_clock.NowMs >= condition.WaitUntilMs)
                {
                    _ripe.Add(condition);
                }
            }
        }

        _ripe.Sort(StandingCondition.Order);
        foreach (var condition in _ripe)
        {
            _standing.Hidden.Remove(condition);
            Show(condition);
            _due.Add(new(condition, TransitionKind.Raised, null));
            condition.IsMarked = true;
        }

        _ripe.Clear();
    }

    private void Show(StandingCondition condition)
    {
        condition.IsShown = true;
        if (!condition.IsOver)
        {
            _groups.Join(condition);
        }
    }

    /// <summary>It is no history any more: it stands now.</summary>
    private void Free(StandingCondition condition)
    {
        condition.IsBacklog = false;
        _standing.Watch(condition);
        if (condition.IsShown)
        {
            _groups.Join(condition);
            MarkChanged(condition);
        }
    }

    private void End(StandingCondition condition, Transition? raw)
    {
        if (condition.IsFolded)
        {
            _chatters.Forget(condition);
        }

        _standing.Remove(condition);
        _groups.Leave(condition);
        _due.Add(new(condition, TransitionKind.Cleared, raw));
    }

    private void MarkChanged(StandingCondition condition)
    {
        if (condition is { IsShown: true, IsMarked: false, IsOver: false })
        {
            condition.IsMarked = true;
            _due.Add(new(condition, TransitionKind.Changed, null));
        }
    }

    private void Announce(Announcement due, in Occasion occasion, List<Transition> output)
    {
        if (due.Condition is not { } condition)
        {
            output.Add(due.Raw!);
        }
        else if (condition.IsShown)
        {
            condition.IsMarked = false;
            output.Add(AnnouncedText.Of(due, condition, occasion, _latest));
        }
        else
        {
            condition.IsMarked = false;
        }
    }
}
