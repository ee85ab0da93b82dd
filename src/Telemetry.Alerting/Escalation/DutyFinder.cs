using System.Collections.Concurrent;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Escalation;

/// <summary>
/// Finds who answers: duties of the nearest area first, then up the hierarchy. Immutable but for what it remembers, which is
/// exact within the same minute of the same city; any thread may ask.
/// </summary>
/// <param name="city">Its duties, calendars and time zone.</param>
/// <param name="roster">Who stands them.</param>
/// <param name="overrides">Swaps; those that are over do no harm.</param>
public sealed class DutyFinder(City city, Roster roster, IReadOnlyList<DutyOverride> overrides)
{
    /// <summary>Incidents about Telemetry itself have it as their system: every duty may answer for it.</summary>
    private const string OwnSystem = "telemetry";

    private const long MinuteMs = 60_000;

    private readonly DutyShiftBoard _board = new(city, roster, overrides);

    // By the ids of the city, so that there are as many as areas times systems and never more.
    private readonly ConcurrentDictionary<(string? Area, string System), Known> _known = new();

    public City City => city;

    public Roster Roster => roster;

    /// <summary>Who answers for a system in an area at a moment, the nearest duty first; empty when no duty has the system.</summary>
    /// <param name="areaId">One that the city no longer has: then the duties of the whole city answer.</param>
    /// <param name="systemId">A system, or <c>telemetry</c>.</param>
    /// <param name="atMs">Unix milliseconds.</param>
    public DutyChain Find(string areaId, string systemId, long atMs)
    {
        var area = city.FindArea(areaId);
        var system = city.FindSystem(systemId);
        if (system is null && systemId != OwnSystem)
        {
            return new DutyChain([]);
        }

        var known = _known.GetOrAdd((area?.Id, systemId), _ => new Known(Structure(area, system)));
        long minute = Math.DivRem(atMs, MinuteMs, out long rest) - (rest < 0 ? 1 : 0);
        if (known.Last is { } last && last.Minute == minute)
        {
            return last.Chain;
        }

        var chain = new DutyChain([.. known.Duties.Select(duty => _board.LevelOf(duty, atMs))]);
        if (!_board.ChangesWithin(minute * MinuteMs, (minute + 1) * MinuteMs))
        {
            known.Last = new Remembered(minute, chain);
        }

        return chain;
    }

    /// <summary>A duty at a moment, wherever it stands in a chain.</summary>
    public DutyLevel LevelOf(Duty duty, long atMs) => _board.LevelOf(duty, atMs);

    private List<Duty> Structure(Area? nearest, SystemProfile? system)
    {
        var duties = new List<Duty>();
        if (nearest is null)
        {
            Add(duties, city.Duties.Where(duty => duty.Area.Parent is null), system);
            return duties;
        }

        for (var area = nearest; area is not null; area = area.Parent)
        {
            Add(duties, city.Duties.Where(duty => ReferenceEquals(duty.Area, area)), system);
        }

        return duties;
    }

    /// <summary>
    /// Of the duties of one area: who has the fewest systems knows them best and is asked first; about Telemetry itself, who has
    /// the most. A deputy of one of them is no further level.
    /// </summary>
    private static void Add(List<Duty> duties, IEnumerable<Duty> ofTheArea, SystemProfile? system)
    {
        Duty[] those = [.. ofTheArea.Where(duty => system is null || duty.Systems.Contains(system))];
        duties.AddRange(those
            .Where(duty => !those.Any(other => other.Deputies.Contains(duty)))
            .OrderBy(duty => system is null ? -duty.Systems.Count : duty.Systems.Count));
    }

    private sealed record Remembered(long Minute, DutyChain Chain);

    private sealed class Known(List<Duty> duties)
    {
        private volatile Remembered? _last;

        public IReadOnlyList<Duty> Duties => duties;

        public Remembered? Last
        {
            get => _last;
            set => _last = value;
        }
    }
}
