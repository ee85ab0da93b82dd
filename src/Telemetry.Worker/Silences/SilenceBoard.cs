using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Silences;

/// <summary>What is silent, what will be and what was.</summary>
internal sealed class SilenceBoard(AlertDatabase database, SilenceDesk desk, CityInForce city)
{
    /// <summary>Times of each planned maintenance that are shown ahead.</summary>
    private const int PlannedTimes = 3;

    private static readonly Dictionary<string, long> None = [];

    /// <summary>In force and to come, by beginning; those of the city's files that have not begun too.</summary>
    public IReadOnlyList<SilenceView> Active(SilenceKind? kind)
    {
        City now = city.City;
        IReadOnlyDictionary<string, long> held = database.Read(SilenceStore.Held);
        IReadOnlyList<KnownSilence> known = desk.All;
        IEnumerable<Silence> ahead = kind == SilenceKind.Silence ? [] : MaintenanceCalendar.Of(now, desk.NowMs, PlannedTimes).Where(silence => silence.StartMs > desk.NowMs);
        return
        [
            .. known.Select(one => View(one, desk.PhaseOf(one), held))
                .Concat(ahead.Where(silence => desk.Find(silence.Id) is null).Select(silence => View(new KnownSilence(silence, now), SilencePhase.Coming, held)))
                .Where(view => view.Phase != SilencePhase.Over && (kind is null || view.Silence.Kind == kind)).OrderBy(view => view.Silence.StartMs),
        ];
    }

    /// <summary>Those that are over, the last first.</summary>
    public IReadOnlyList<SilenceView> Past(SilenceKind? kind, int limit) =>
        [.. database.Read(connection => SilenceStore.Ended(connection, kind, limit)).Select(silence => View(new KnownSilence(silence, city.City), SilencePhase.Over, None))];

    public SilenceView? Find(SilenceKind kind, string id) =>
        Active(kind).FirstOrDefault(view => view.Silence.Id == id)
        ?? (database.Read(connection => SilenceStore.Find(connection, id)) is { } silence && silence.Kind == kind ? Of(silence) : null);

    public SilenceView Of(Silence silence) =>
        View(new KnownSilence(silence, city.City), desk.PhaseOf(silence), database.Read(SilenceStore.Held));

    private static SilenceView View(KnownSilence known, SilencePhase phase, IReadOnlyDictionary<string, long> held) => new(
        known.Silence, phase, known.HoldsLifeSafety, held.GetValueOrDefault(known.Silence.Id));
}
