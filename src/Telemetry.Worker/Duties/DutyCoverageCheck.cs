using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Duties;

/// <summary>
/// Somewhere a life may depend on an alarm, the city has a ladder for it, and nobody is known who holds any of its duties: the
/// call would go to a role that no telephone belongs to. Looked at once a minute, since shifts change.
/// </summary>
/// <param name="isNearest">
/// Instead of that: nobody is known who holds the nearest duty, and somebody above is called beside its role. An incident of its own, so that an
/// answer to one does not hide the other.
/// </param>
/// <param name="time">A clock that nobody sets.</param>
/// <param name="wall">The worker's.</param>
internal sealed class DutyCoverageCheck(CityInForce city, DutyDesk desk, TimeProvider time, TimeProvider wall, bool isNearest = false) : ISelfCheck
{
    private const int Named = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private City? _city;
    private Roster? _roster;
    private long _looked;
    private string? _trouble;
    private List<(string Area, string System)> _places = [];

    public string Rule => isNearest ? "duty-nearest-uncovered" : "duty-uncovered";

    /// <summary>The places, as <see cref="Trouble"/> found them last.</summary>
    public IReadOnlyCollection<string> Subjects { get; private set; } = [];

    public Severity Severity => isNearest ? Severity.Medium : Severity.High;

    public LocalizedText Title { get; } = isNearest
        ? new("涉及生命安全的告警只能叫到上级", "Alarms about lives call somebody further away")
        : new("涉及生命安全的告警无人可叫", "Alarms about lives have nobody to call");

    public LocalizedText Advice { get; } = isNearest
        ? new(
            "所列区域和系统最近的岗位无人值守，呼叫同时转到上级岗位。请在数据目录的 people.yaml 中登记人员，然后 telemetry reload。",
            "Nobody stands the nearest duty of the areas and systems named, so those above are called beside it. Write people into people.yaml of the data folder, then telemetry reload.")
        : new(
            "在数据目录的 people.yaml 中为所列区域和系统的岗位（或其上级岗位）登记人员，然后 telemetry reload；telemetry duty 显示会呼叫谁。",
            "Write people into people.yaml of the data folder for the duties of the areas and systems named, or those above them, then telemetry reload; telemetry duty tells who would be called.");

    public string? Trouble()
    {
        lock (_gate)
        {
            DutyFinder finder = desk.Finder;

            // Without any people the roles are called, and whoever carries the calls knows who stands behind them.
            if (finder.Roster.People.Count == 0)
                return null;
            City now = city.City;
            bool isNew = !ReferenceEquals(now, _city);
            if (!isNew && ReferenceEquals(finder.Roster, _roster) && time.GetElapsedTime(_looked) < Interval)
                return _trouble;
            if (isNew)
                _places = LifeSafetyPlaces(now, desk.Ladders);
            (_city, _roster, _looked) = (now, finder.Roster, time.GetTimestamp());
            long atMs = wall.GetUtcNow().ToUnixTimeMilliseconds();
            List<string> uncovered = [.. _places
                .Where(place => IsTrouble(finder.Find(place.Area, place.System, atMs).Levels))
                .Select(place => $"{place.System} in {place.Area}")];
            Subjects = uncovered;
            return _trouble = uncovered.Count == 0
                ? null
                : $"{uncovered.Count} of {_places.Count} places: {string.Join(", ", uncovered.Take(Named))}{(uncovered.Count > Named ? ", ..." : "")}";
        }
    }

    private bool IsTrouble(IReadOnlyList<DutyLevel> levels)
    {
        bool isEmpty = levels.All(level => !IsKnown(level));
        return isNearest ? !isEmpty && !IsKnown(levels[0]) : isEmpty;
    }

    private static bool IsKnown(DutyLevel level) => level.Holders.Count > 0 || level.Deputies.Count > 0;

    /// <summary>Areas and systems with a device in service whose kind has a rule about lives that a ladder calls somebody for.</summary>
    private static List<(string Area, string System)> LifeSafetyPlaces(City city, LadderSet ladders)
    {
        HashSet<DeviceKind> kinds = [.. city.Systems.SelectMany(system => system.Kinds).Where(kind => kind.Rules.Any(rule =>
            rule.LifeSafety && SeverityText.TryParse(rule.Severity.Value, out Severity severity) && ladders.For(severity, rule.Escalation?.Value) is { Steps.Count: > 0 }))];
        return [.. city.Devices.Where(device => device.State == DeviceState.InService && kinds.Contains(device.Kind))
            .Select(device => (device.Area.Id, device.Kind.System.Id)).Distinct().OrderBy(place => place.ToString(), StringComparer.Ordinal)];
    }
}
