using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Silences;

/// <summary>
/// The silences that are in force or to come, in memory: each incident is compared with them. The database has the truth;
/// whoever changes it calls <see cref="Refresh"/> then.
/// </summary>
internal sealed class SilenceDesk : IHoldFinder
{
    /// <summary>The rule of the incident that tells of a life-safety silence: nothing keeps it silent.</summary>
    public const string LifeSafetyRule = "life-safety-silenced";

    private readonly AlertDatabase _database;
    private readonly CityInForce _city;
    private readonly TimeProvider _time;
    private readonly Lock _refreshing = new();
    private volatile Known _known;

    public SilenceDesk(AlertDatabase database, CityInForce city, TimeProvider time)
    {
        (_database, _city, _time) = (database, city, time);
        _known = new Known(city.City, []);
        Refresh();
    }

    /// <summary>Those that are not over for good.</summary>
    public IReadOnlyList<KnownSilence> All => Current().Silences;

    public long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public IEnumerable<KnownSilence> InForce => InForceAt(NowMs);

    /// <summary>Those that ended for good at a moment or later, Unix milliseconds.</summary>
    public IReadOnlyList<Silence> EndedSince(long fromMs) => _database.Read(connection => SilenceStore.EndedSince(connection, fromMs));

    /// <summary>Reads them again from the database.</summary>
    public void Refresh()
    {
        lock (_refreshing)
            _known = Make(_city.City, _database.Read(SilenceStore.Active));
    }

    public SilencePhase PhaseOf(KnownSilence silence) => silence.PhaseAt(NowMs, _time);

    public SilencePhase PhaseOf(Silence silence) =>
        silence.EndedAtMs is not null ? SilencePhase.Over
        : Find(silence.Id) is { } known ? PhaseOf(known)
        : silence.EndMs <= NowMs ? SilencePhase.Over : SilencePhase.Coming;

    /// <summary>Null for one that is over for good, or unknown.</summary>
    public KnownSilence? Find(string id) => Current().ById.GetValueOrDefault(id);

    public Incident Hold(SqliteConnection connection, Incident incident, long nowMs) =>
        IsUnanswered(incident) && FindFor(incident, nowMs) is { } found
            ? incident with { State = found.Silence.State, Hold = found.Silence.Hold }
            : incident;

    /// <summary>True for what calls people until somebody answers: it stands, or is over.</summary>
    public static bool IsUnanswered(Incident incident) => incident.State is IncidentState.Unacknowledged or IncidentState.ReturnedUnacknowledged;

    /// <summary>The silence that catches an incident, none for a danger to life that was let go just now: of several the one that ends last, so that holds are not handed on without need.</summary>
    public KnownSilence? FindFor(Incident incident, long nowMs)
    {
        KnownSilence? last = null;
        if (incident.RuleId == LifeSafetyRule || LifeSafetyQuiet.MustCall(incident, nowMs))
            return null;
        foreach (KnownSilence known in Current().Silences)
        {
            if ((last is null || known.Silence.EndMs > last.Silence.EndMs) && known.Catches(incident) && known.PhaseAt(nowMs, _time) == SilencePhase.InForce)
                last = known;
        }

        return last;
    }

    private IEnumerable<KnownSilence> InForceAt(long nowMs) => Current().Silences.Where(known => known.PhaseAt(nowMs, _time) == SilencePhase.InForce);

    /// <summary>After a reload of the city a scope is about other devices.</summary>
    private Known Current()
    {
        Known known = _known;
        if (ReferenceEquals(known.City, _city.City))
            return known;
        lock (_refreshing)
        {
            if (!ReferenceEquals(_known.City, _city.City))
                _known = Make(_city.City, [.. _known.Silences.Select(k => k.Silence)]);
            return _known;
        }
    }

    private Known Make(City city, IReadOnlyList<Silence> silences)
    {
        Known before = _known;
        var all = new KnownSilence[silences.Count];
        for (int i = 0; i < all.Length; i++)
        {
            bool isKnown = before.ById.TryGetValue(silences[i].Id, out KnownSilence? then);
            if (isKnown && ReferenceEquals(before.City, city) && then!.Silence.Version == silences[i].Version)
            {
                all[i] = then;
                continue;
            }

            all[i] = new KnownSilence(silences[i], city);
            if (isKnown)
                all[i].GoOnFrom(then!);
        }

        return new Known(city, all);
    }

    private sealed class Known(City city, IReadOnlyList<KnownSilence> silences)
    {
        public City City => city;

        public IReadOnlyList<KnownSilence> Silences => silences;

        public Dictionary<string, KnownSilence> ById { get; } = silences.ToDictionary(k => k.Silence.Id);
    }
}
