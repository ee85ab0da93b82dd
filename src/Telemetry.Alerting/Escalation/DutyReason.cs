using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Escalation;

/// <summary>Says why a duty, a shift and these people. Names, never contacts.</summary>
internal static class DutyReason
{
    public static LocalizedText Of(Duty duty, DutyShift? shift, IReadOnlyList<Person> holders, IReadOnlyList<DutyOverride> swaps, Roster roster)
    {
        string place = $"{duty.Area.Title.Zh}职责", placeEn = $"duty of {duty.Area.Title.En}";
        (string when, string whenEn) = shift switch
        {
            null => ("全天", "day and night"),
            { Calendar: { } calendar } => ($"班次 {shift.Id} {shift.Hours}（{calendar.Title.Zh}）", $"shift {shift.Id} {shift.Hours} (calendar {calendar.Id})"),
            _ => ($"班次 {shift.Id} {shift.Hours}", $"shift {shift.Id} {shift.Hours}"),
        };
        (string who, string whoEn) = Who(holders, swaps, roster);
        return new LocalizedText($"{place}；{when}；{who}", $"{placeEn}; {whenEn}; {whoEn}");
    }

    private static (string Zh, string En) Who(IReadOnlyList<Person> holders, IReadOnlyList<DutyOverride> swaps, Roster roster)
    {
        if (holders.Count == 0)
        {
            return ("未登记值班人员，按岗位呼叫", "nobody is known to hold it, so the role is called");
        }

        var counted = swaps.Where(swap => holders.Any(person => person.Id == swap.PersonId)).ToArray();
        if (counted.Length == 0)
        {
            return ("按人员名册", "by the people's file");
        }

        return (
            string.Join("，", counted.Select(swap => $"临时换班 {swap.Id}：{Name(swap.PersonId, zh: true)}替{(swap.Replaces is { } other ? Name(other, zh: true) : "全部值班人员")}（{swap.Reason}）")),
            string.Join(", ", counted.Select(swap => $"swap {swap.Id}: {Name(swap.PersonId, zh: false)} for {(swap.Replaces is { } other ? Name(other, zh: false) : "everybody")} ({swap.Reason})")));

        string Name(string id, bool zh) => roster.Find(id) is { } person ? (zh ? person.Name.Zh : person.Name.En) : id;
    }
}
