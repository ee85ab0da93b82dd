using System.Globalization;
using System.Text;
using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Duties;

/// <summary>A people's file to begin with: invented people for every duty that a device in service may call.</summary>
internal static class PeopleExample
{
    private const int MaximumDuties = 1_000;

    private static readonly string[] Surnames = ["张", "王", "李", "赵", "刘", "陈", "杨", "黄", "周", "吴"];
    private static readonly string[] SurnamesEn = ["Zhang", "Wang", "Li", "Zhao", "Liu", "Chen", "Yang", "Huang", "Zhou", "Wu"];

    public static string Of(City city)
    {
        var text = new StringBuilder();
        text.Append(
            """
            # People and how they are reached, for development: EVERYBODY HERE IS INVENTED and no number belongs to anybody.
            # Keep the real file private (mode 0600); telemetry people checks it, telemetry reload reads it again. See docs/city.md.
            people:

            """);
        int number = 0;
        foreach (Duty duty in Duties(city))
        {
            foreach (DutyShift? shift in duty.Shifts.Count == 0 ? [null] : duty.Shifts.Cast<DutyShift?>())
                Add(text, ++number, duty, shift, isDeputy: false);
            Add(text, ++number, duty, null, isDeputy: true);
        }

        return number == 0 ? text.ToString().Replace("people:\n", "people: []\n", StringComparison.Ordinal) : text.ToString();
    }

    private static IEnumerable<Duty> Duties(City city)
    {
        var finder = new DutyFinder(city, Roster.Empty, []);
        return city.Devices.Where(device => device.State == DeviceState.InService)
            .Select(device => (Area: device.Area.Id, System: device.Kind.System.Id))
            .Distinct()
            .SelectMany(place => finder.Find(place.Area, place.System, 0).Levels)
            .Select(level => level.Duty)
            .Distinct()
            .Take(MaximumDuties);
    }

    private static void Add(StringBuilder text, int number, Duty duty, DutyShift? shift, bool isDeputy)
    {
        (string zh, string en) = (Surnames[number % Surnames.Length], SurnamesEn[number % Surnames.Length]);
        text.Append(CultureInfo.InvariantCulture, $"  - id: example-{number:000}\n");
        text.Append(CultureInfo.InvariantCulture, $"    name: {{ zh: 示例{zh}{number}, en: Example {en} {number} }}\n");
        text.Append(CultureInfo.InvariantCulture, $"    contacts: {{ phone: \"+86 000 0000 {number:0000}\", app: example-{number:000} }}\n");
        string what = isDeputy ? ", as: deputy" : shift is null ? "" : $", shifts: [{shift.Id}]";
        text.Append(CultureInfo.InvariantCulture, $"    duties: [{{ duty: {duty.Id}{what} }}]\n");
    }
}
