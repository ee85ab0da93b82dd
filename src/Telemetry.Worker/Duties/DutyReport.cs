using System.Globalization;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Api;

namespace Telemetry.Worker.Duties;

/// <summary>What the API and <c>telemetry duty</c> tell of duties. Names of people and of their contact ways, never the contacts.</summary>
internal static class DutyReport
{
    private static readonly string[] Posts =
        ["village-cadre", "grid-worker", "town-centre", "station-duty", "rescue-station", "river-chief", "county-duty", "city-duty"];

    public static DutyAnswer Of(DutyFinder finder, LadderSet ladders, Device device, long atMs)
    {
        TimeZoneInfo zone = finder.City.Alarms.TimeZone;
        SystemProfile system = device.Kind.System;
        return new DutyAnswer(
            device.Id, device.Title.Zh, device.Title.En, system.Id, device.Area.Id, TimeText.Rfc3339(atMs), Local(atMs, zone), zone.Id,
            [.. finder.Find(device.Area.Id, system.Id, atMs).Levels.Select(Item)],
            [.. Enum.GetValues<Severity>().OrderDescending().Select(severity => Item([severity.ToText()], ladders.For(severity, null), ladders))],
            [
                .. device.Kind.Rules.Where(rule => rule.Escalation is not null).GroupBy(rule => rule.Escalation!.Value)
                    .Where(rules => ladders.Find(rules.Key) is not null)
                    .Select(rules => Item([.. rules.Select(rule => rule.Id.Value)], ladders.Find(rules.Key), ladders)),
            ]);
    }

    public static DutyItem Item(DutyLevel level)
    {
        Duty duty = level.Duty;
        return new DutyItem(
            duty.Id, duty.Role.Zh, duty.Role.En, duty.Area.Id, duty.Area.Level.ToString().ToLowerInvariant(), duty.Post is { } post ? Posts[(int)post] : null,
            [.. duty.Systems.Select(system => system.Id)], level.Shift, duty.Shifts.FirstOrDefault(shift => shift.Id == level.Shift)?.Hours,
            [.. level.Holders.Select(Item)], [.. level.Deputies.Select(Item)], [.. level.UnheldDeputies.Select(deputy => deputy.Id)], level.Why.Zh, level.Why.En);
    }

    /// <summary>On the city's clocks: <c>2026-10-01 23:00 +08:00</c>.</summary>
    public static string Local(long atMs, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(atMs), zone).ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private static DutyPersonItem Item(Person person) => new(person.Id, person.Name.Zh, person.Name.En, [.. person.Contacts.Keys]);

    private static LadderItem Item(IReadOnlyList<string> what, Ladder? ladder, LadderSet ladders) => ladder is null
        ? new LadderItem(what, null, null, null, [], null, null, null)
        : new LadderItem(
            what, ladder.Id, ladders.TitleOf(ladder)?.Zh, ladders.TitleOf(ladder)?.En,
            [.. ladder.Steps.Select(step => new LadderStepItem(step.After.TotalSeconds, Words(step.Targets), [.. step.Ways.Select(WayText.Of)]))],
            ladder.Repeat > TimeSpan.Zero ? ladder.Repeat.TotalSeconds : null, ladder.OnSite?.TotalSeconds, ladder.ReAlarm?.TotalSeconds);

    private static string[] Words(LadderTargets targets) =>
    [
        .. new[]
        {
            (LadderTargets.Duty, "duty"), (LadderTargets.Deputies, "deputies"), (LadderTargets.NextLevel, "next-level"), (LadderTargets.AllLevels, "all-levels"),
        }.Where(pair => targets.HasFlag(pair.Item1)).Select(pair => pair.Item2),
    ];
}
