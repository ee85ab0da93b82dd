using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Rules;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>
/// What has to be called when, said as plainly as it can be: once a second it looks at every incident, counts how many
/// steps of its ladder lie in the past, and compares with how many were told. It knows no deadlines, no database and no
/// clock but the count of seconds. A second in which the worker is down is a second in which nobody looks.
/// </summary>
internal sealed class CallModel(IReadOnlyDictionary<Severity, Ladder> ladders, int callEvery)
{
    private readonly Dictionary<string, Case> _cases = [];
    private readonly Dictionary<(string Target, Way Way), List<Case>> _waiting = [];
    private readonly Dictionary<(string Target, Way Way), int> _last = [];

    /// <summary>Second, incident, whom, way.</summary>
    public List<(int At, string Incident, string Target, Way Way)> Pages { get; } = [];

    /// <summary>Second, whom, way, and about what.</summary>
    public List<(int At, string Target, Way Way, string Incidents)> Calls { get; } = [];

    public void Look(int now)
    {
        foreach (Case one in _cases.Values)
            Look(one, now);
        foreach (((string target, Way way), List<Case> waiting) in _waiting)
        {
            if (waiting.Count == 0 || (_last.TryGetValue((target, way), out int last) && now - last < callEvery && !waiting.Exists(c => c.LifeSafety)))
                continue;
            Calls.Add((now, target, way, string.Join(' ', waiting.Select(c => c.Id).Distinct().Order(StringComparer.Ordinal))));
            waiting.Clear();
            _last[(target, way)] = now;
        }
    }

    public void Open(string id, Severity severity, bool lifeSafety, int now) => _cases.Add(id, new Case(id, lifeSafety) { Severity = severity, CallingSince = now });

    public void Answer(string id, int now)
    {
        Case one = _cases[id];
        Quiet(one);
        (one.AnsweredAt, one.IsAnswered) = (now, true);
    }

    public void OnSite(string id) => Arrived(_cases[id]);

    /// <summary>Whatever it turned out to be.</summary>
    public void Resolve(string id) => Arrived(_cases[id]);

    public void Close(string id)
    {
        Quiet(_cases[id]);
        _cases.Remove(id);
    }

    public void PutAside(string id)
    {
        Case one = _cases[id];
        Quiet(one);
        one.IsAside = true;
    }

    public void TakeUp(string id, int now)
    {
        Case one = _cases[id];
        one.IsAside = false;
        // Who answered had a time to come, and it went on.
        if (!one.IsAnswered)
            (one.CallingSince, one.Told) = (now, 0);
    }

    public void Rise(string id, Severity severity, int now)
    {
        Case one = _cases[id];
        Ladder before = ladders[one.Severity];
        bool neverAnew = Anew(one) is null;
        one.Severity = severity;
        if (severity == Severity.Critical)
        {
            // Whoever answered or put it aside saw something less.
            (one.IsAside, one.IsAnswered, one.AnsweredAt, one.IsThere, one.IsArrivalOverdue, one.CallingSince, one.Told) = (false, false, null, false, false, now, 0);
            return;
        }

        if (one.IsAnswered && (one.IsThere || before.OnSite is null) && neverAnew && !one.IsArrivalOverdue)
            one.AnsweredAt = now;
        else if (!one.IsAnswered && !one.IsAside)
            (one.CallingSince, one.Told) = (now, 0);
    }

    private void Look(Case one, int now)
    {
        if (one.IsAside)
            return;
        Ladder ladder = ladders[one.Severity];
        if (one.IsAnswered && Anew(one) is { } anew && now >= one.AnsweredAt + anew)
            (one.IsAnswered, one.AnsweredAt, one.IsThere, one.IsArrivalOverdue, one.CallingSince, one.Told) = (false, null, false, false, now, 0);
        if (one.IsAnswered && !one.IsThere && !one.IsArrivalOverdue && ladder.OnSite is { } onSite && now >= one.AnsweredAt + onSite.TotalSeconds)
        {
            one.IsArrivalOverdue = true;
            one.Told = ladder.Steps.TakeWhile(s => !s.Targets.HasFlag(LadderTargets.NextLevel)).Count();
            one.CallingSince = (int)(one.AnsweredAt!.Value + onSite.TotalSeconds - ladder.Steps[one.Told].After.TotalSeconds);
        }

        if (one.CallingSince is not { } since)
            return;
        double age = now - since;
        int steps = ladder.Steps.Count(s => s.After.TotalSeconds <= age);
        int repeats = steps == ladder.Steps.Count && ladder.Repeat > TimeSpan.Zero ? (int)((age - ladder.Steps[^1].After.TotalSeconds) / ladder.Repeat.TotalSeconds) : 0;
        int due = steps + repeats;
        var told = new HashSet<(string, Way)>();
        for (int number = one.Told; number < due; number++)
        {
            int index = Math.Min(number, ladder.Steps.Count - 1);
            foreach (string target in Targets(ladder, index))
            {
                foreach (Way way in ladder.Steps[index].Ways)
                {
                    if (told.Add((target, way)))
                        Tell(one, target, way, now);
                }
            }
        }

        one.Told = Math.Max(one.Told, due);
    }

    /// <summary>After how many seconds of an answer it is asked again: where lives depend on it within the hour, whatever was found.</summary>
    private double? Anew(Case one)
    {
        double? byLadder = ladders[one.Severity].ReAlarm?.TotalSeconds;
        return one.LifeSafety ? Math.Min(byLadder ?? 3600, 3600) : byLadder;
    }

    private void Tell(Case one, string target, Way way, int now)
    {
        Pages.Add((now, one.Id, target, way));
        if (!_waiting.TryGetValue((target, way), out List<Case>? waiting))
            _waiting.Add((target, way), waiting = []);
        waiting.Add(one);
    }

    private static IEnumerable<string> Targets(Ladder ladder, int index)
    {
        LadderTargets targets = ladder.Steps[index].Targets;
        if (targets.HasFlag(LadderTargets.Duty))
            yield return "village-holder";
        if (targets.HasFlag(LadderTargets.Duty) && targets.HasFlag(LadderTargets.Deputies))
            yield return "village-deputy";
        if (targets.HasFlag(LadderTargets.NextLevel))
            yield return ladder.Steps.Take(index + 1).Count(s => s.Targets.HasFlag(LadderTargets.NextLevel)) == 1 ? "town-holder" : "city-holder";
    }

    private void Arrived(Case one)
    {
        one.IsThere = true;
        if (one.IsArrivalOverdue)
            Quiet(one);
        one.IsArrivalOverdue = false;
    }

    private void Quiet(Case one)
    {
        (one.CallingSince, one.IsArrivalOverdue) = (null, false);
        foreach (List<Case> waiting in _waiting.Values)
            waiting.RemoveAll(c => c == one);
    }

    private sealed class Case(string id, bool lifeSafety)
    {
        public string Id { get; } = id;

        public bool LifeSafety { get; } = lifeSafety;

        public Severity Severity { get; set; }

        public int? CallingSince { get; set; }

        public int Told { get; set; }

        public bool IsAnswered { get; set; }

        public int? AnsweredAt { get; set; }

        public bool IsThere { get; set; }

        public bool IsArrivalOverdue { get; set; }

        public bool IsAside { get; set; }
    }
}
