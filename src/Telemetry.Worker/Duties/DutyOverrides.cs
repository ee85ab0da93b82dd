using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Duties;

/// <summary>The swaps that were made in the console, and those who make and end them. What is here is on disk.</summary>
internal sealed class DutyOverrides
{
    private const int MaximumReason = 500;

    /// <summary>Clocks differ by seconds; who writes "from now" means it.</summary>
    private const long PastGraceMs = 60_000;

    private readonly AlertDatabase _database;
    private readonly DutiesOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _changing = new();
    private volatile IReadOnlyList<DutyOverride> _all;

    public DutyOverrides(AlertDatabase database, DutiesOptions options, TimeProvider time)
    {
        _database = database;
        _options = options;
        _time = time;
        _all = database.Read(DutyOverrideTable.All);
    }

    /// <summary>All that are kept, also those that are over or begin later. Another list after each change.</summary>
    public IReadOnlyList<DutyOverride> All => _all;

    /// <summary>Makes a swap.</summary>
    /// <param name="wanted">Without id, maker and time.</param>
    /// <param name="finder">The city and the people in force.</param>
    /// <param name="principal">Who asks; whether they may was looked at before.</param>
    public DutyOverrideOutcome Add(DutyOverride wanted, DutyFinder finder, string principal)
    {
        long nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        DutyOverride swap = wanted with { Reason = wanted.Reason.Trim(), By = principal, AtMs = nowMs };
        if (Refusal(swap, finder, nowMs) is { } refusal)
            return new DutyOverrideOutcome(null, refusal);
        lock (_changing)
        {
            if (_all.Count(one => one.UntilMs > nowMs) >= _options.MaximumSwaps)
                return new DutyOverrideOutcome(null, $"there are already {_options.MaximumSwaps} swaps that run or are ahead (Duties:MaximumSwaps)");
            long id = _database.Write(connection =>
            {
                DutyOverrideTable.Forget(connection, nowMs - (long)_options.KeepSwaps.TotalMilliseconds);
                long made = DutyOverrideTable.Add(connection, swap);
                AuditLog.Add(connection, nowMs, principal, "duty-swap", swap.DutyId, $"{made}: {Describe(swap)}");
                return made;
            });
            _all = _database.Read(DutyOverrideTable.All);
            return new DutyOverrideOutcome(swap with { Id = id }, null);
        }
    }

    /// <summary>Ends a swap: one that runs ends now and stays in the history, one that is ahead is as if it had never been.</summary>
    public DutyOverrideOutcome End(long id, string principal)
    {
        long nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_changing)
        {
            if (_all.FirstOrDefault(one => one.Id == id) is not { } swap)
                return new DutyOverrideOutcome(null, null);
            if (swap.UntilMs <= nowMs)
                return new DutyOverrideOutcome(null, $"swap {id} is over already");
            _database.Write(connection =>
            {
                if (swap.FromMs < nowMs)
                    DutyOverrideTable.End(connection, id, nowMs);
                else
                    DutyOverrideTable.Remove(connection, id);
                AuditLog.Add(connection, nowMs, principal, "duty-swap-end", swap.DutyId, $"{id}: {Describe(swap)}");
            });
            _all = _database.Read(DutyOverrideTable.All);
            return new DutyOverrideOutcome(swap with { UntilMs = Math.Min(nowMs, swap.UntilMs) }, null);
        }
    }

    private string? Refusal(DutyOverride swap, DutyFinder finder, long nowMs)
    {
        if (finder.City.Duties.FirstOrDefault(duty => duty.Id == swap.DutyId) is not { } duty)
            return $"there is no duty '{swap.DutyId}'{Hint(swap.DutyId, finder.City.Duties.Select(known => known.Id))}";
        if (swap.Shift is { } shift && duty.Shifts.All(known => known.Id != shift))
            return $"duty '{duty.Id}' has no shift '{shift}'{Hint(shift, duty.Shifts.Select(known => known.Id))}";
        if (finder.Roster.Find(swap.PersonId) is null)
            return $"there is no person '{swap.PersonId}' in people.yaml{Hint(swap.PersonId, finder.Roster.People.Select(known => known.Id))}";
        if (swap.Replaces is { } replaces && finder.Roster.Find(replaces) is null)
            return $"there is no person '{replaces}' in people.yaml{Hint(replaces, finder.Roster.People.Select(known => known.Id))}";
        if (swap.Replaces == swap.PersonId)
            return "nobody stands in for themselves: 'person' and 'replaces' are the same";
        if (swap.UntilMs <= nowMs)
            return "'until' is in the past: a swap cannot change who was on duty";
        if (swap.UntilMs <= swap.FromMs)
            return "'until' has to be after 'from'";
        if (swap.FromMs < nowMs - PastGraceMs)
            return "'from' is in the past: a swap cannot change who was on duty; leave it out to begin now";
        if (swap.UntilMs - swap.FromMs > _options.LongestSwap.TotalMilliseconds)
            return $"a swap may last {_options.LongestSwap.TotalDays:0.##} days (Duties:LongestSwap); for longer change people.yaml";
        if (swap.FromMs - nowMs > _options.LongestSwap.TotalMilliseconds * 12)
            return $"a swap may begin at most {_options.LongestSwap.TotalDays * 12:0} days ahead (12 times Duties:LongestSwap)";
        if (swap.Reason.Length is 0 or > MaximumReason || swap.Reason.Any(char.IsControl))
            return $"'reason' has to be a text of 1 to {MaximumReason} characters on one line";
        return null;
    }

    private static string Hint(string name, IEnumerable<string> known) => NearestName.Hint(name, known);

    private static string Describe(DutyOverride swap) =>
        $"{swap.PersonId} for {swap.Replaces ?? "everybody"}{(swap.Shift is null ? "" : $" in shift {swap.Shift}")}, {Console.Api.TimeText.Rfc3339(swap.FromMs)} to {Console.Api.TimeText.Rfc3339(swap.UntilMs)}: {swap.Reason}";
}
