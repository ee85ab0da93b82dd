using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Escalation;

/// <summary>
/// Makes calls of pages: everything that waits for one person in one way is one call with the list, at most one in
/// <see cref="EscalationOptions.CallEvery"/>; life safety goes at once and takes along what waits.
/// </summary>
/// <param name="form">What goes out for a call: <see cref="PageForm.Entries"/>.</param>
internal sealed class CallDesk(Func<PageCall, long, IReadOnlyList<OutboxEntry>> form, EscalationOptions options, EscalationCounters counters)
{
    private const string TakenAlong = "由更新的呼叫一并告知 told by a newer call";

    /// <summary>How what tells of a repetition begins.</summary>
    public const string Repeat = ", 第 ";

    private readonly long _everyMs = (long)options.CallEvery.TotalMilliseconds;

    /// <summary>Makes what calls may be made now, as part of the caller's transaction.</summary>
    /// <param name="connection">The transaction.</param>
    /// <param name="chains">Who answers now.</param>
    /// <param name="steadyMs">Now, in steady milliseconds.</param>
    /// <param name="wallMs">Now, in Unix milliseconds.</param>
    /// <returns>When the next call may be made, steady milliseconds; null when nothing waits.</returns>
    public long? Dispatch(SqliteConnection connection, DutyChains chains, long steadyMs, long wallMs)
    {
        long? next = null;
        foreach (WaitingCall waiting in PageStore.Waiting(connection))
        {
            long? mayAt = waiting.LastAt + _everyMs;
            if (waiting.Urgent || mayAt is null || mayAt <= steadyMs)
                Call(connection, chains, waiting, steadyMs, wallMs);
            else if (next is null || mayAt < next)
                next = mayAt;
        }

        return next;
    }

    private void Call(SqliteConnection connection, DutyChains chains, WaitingCall waiting, long steadyMs, long wallMs)
    {
        var pages = new List<PageRow>(PageStore.Waiting(connection, waiting.Target, waiting.Way));
        string key = $"{pages[0].Incident}/page-{pages[0].Number}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        int fresh = pages.Count;
        // A receiver that was away gets one call about everything when it is back, not one for each that it missed.
        foreach (string call in PageStore.Undelivered(connection, waiting.Target, waiting.Way))
        {
            pages.AddRange(PageStore.Standing(connection, call));
            foreach (string entry in PageStore.Entries(connection, call))
                Outbox.Finish(connection, entry, Outbox.Cancelled, TakenAlong, wallMs);
        }

        Incident[] incidents = [.. pages.Select(page => page.Incident).Distinct()
            .Select(id => IncidentStore.Find(connection, id)).OfType<Incident>()
            .OrderByDescending(i => i.LifeSafety).ThenByDescending(i => i.Severity).ThenBy(i => i.OpenedAtMs).ThenBy(i => i.Id, StringComparer.Ordinal)];
        PageRow first = pages.Find(page => incidents.Length > 0 && page.Incident == incidents[0].Id) ?? pages[0];
        Way way = EscalationLabels.ParseWay(waiting.Way);
        (Person? person, DutyLevel? level) = chains.Find(pages, incidents, wallMs);
        IReadOnlyList<OutboxEntry> entries = incidents.Length == 0 ? [] :
        [
            .. form(new PageCall(key, way, person, level?.Duty, incidents, first.Step, first.Round, level?.Why ?? EscalationTargets.Nobody), wallMs)
                // It ends with an answer. A clock that is set must not let it expire.
                .Select(entry => entry with { ExpiresAt = long.MaxValue }),
        ];
        bool isLost = entries.Count == 0 && way != Way.Screen;
        // What a screen shows is one entry however often it is shown anew.
        entries = [.. entries.Where(entry => !Outbox.ShowAgain(connection, entry))];
        PageStore.Call(connection, key, pages, entries, steadyMs, wallMs);
        foreach (OutboxEntry entry in entries)
            Outbox.Put(connection, entry);
        counters.Add(calls: 1, noChannel: isLost ? 1 : 0);
        foreach (PageRow page in pages.Take(fresh))
        {
            string what = isLost ? HistoryWord.NoChannel : HistoryWord.Called;
            string detail = Detail(page, way, person, level);
            if (page.Round > 0)
                IncidentHistory.AddRepeat(connection, page.Incident, wallMs, EscalationFollower.Who, what, $"{detail}{Repeat}{page.Round} 次重复 repeat {page.Round}", detail + Repeat);
            else
                IncidentHistory.Add(connection, page.Incident, wallMs, EscalationFollower.Who, what, detail);
        }
    }

    /// <summary>Whom, in which way and by which step; never by which number.</summary>
    private static string Detail(PageRow page, Way way, Person? person, DutyLevel? level)
    {
        LocalizedText title = way.Title();
        string role = level is null ? page.Duty ?? $"{EscalationTargets.Nobody.Zh} {EscalationTargets.Nobody.En}" : $"{level.Duty.Role.Zh} {level.Duty.Role.En}";
        string whom = person is null ? role : $"{person.Name.Zh} {person.Name.En} ({role})";
        return $"{title.Zh} {title.En}: {whom}, 第 {page.Step} 步 step {page.Step}";
    }
}
