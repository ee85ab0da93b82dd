using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Silences;

namespace Telemetry.Worker.Silences;

/// <summary>Silences and maintenances in <c>alerts.db</c>.</summary>
internal static class SilenceStore
{
    private const string Columns =
        "id AS Id, kind AS Kind, scope AS Scope, start_at AS StartAt, end_at AS EndAt, reason AS Reason, owner AS Owner, except_life_safety AS ExceptLifeSafety, "
        + "calendar AS Calendar, created_at AS CreatedAt, ended_at AS EndedAt, ended_by AS EndedBy, version AS Version";

    /// <summary>Those that are not over for good.</summary>
    public static IReadOnlyList<Silence> Active(SqliteConnection connection) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM silence WHERE ended_at IS NULL ORDER BY start_at, id").Select(row => row.ToSilence())];

    /// <summary>Those that are over, the last one first.</summary>
    public static IReadOnlyList<Silence> Ended(SqliteConnection connection, SilenceKind? kind, int limit) =>
        [.. connection.Query<Row>(
            $"SELECT {Columns} FROM silence WHERE ended_at IS NOT NULL AND (@kind IS NULL OR kind = @kind) ORDER BY ended_at DESC, id LIMIT @limit",
            new { kind = kind?.Label(), limit }).Select(row => row.ToSilence())];

    /// <summary>Those that ended for good at a moment or later, Unix milliseconds.</summary>
    public static IReadOnlyList<Silence> EndedSince(SqliteConnection connection, long fromMs) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM silence WHERE ended_at >= @fromMs ORDER BY ended_at, id", new { fromMs }).Select(row => row.ToSilence())];

    public static Silence? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM silence WHERE id = @id", new { id })?.ToSilence();

    /// <summary>Writes one as it is now.</summary>
    public static void Save(SqliteConnection connection, Silence silence) => connection.Execute(
        """
        INSERT INTO silence(id, kind, scope, start_at, end_at, reason, owner, except_life_safety, calendar, created_at, ended_at, ended_by, version)
        VALUES(@Id, @Kind, @Scope, @StartAt, @EndAt, @Reason, @Owner, @ExceptLifeSafety, @Calendar, @CreatedAt, @EndedAt, @EndedBy, @Version)
        ON CONFLICT(id) DO UPDATE SET scope = @Scope, end_at = @EndAt, reason = @Reason, owner = @Owner, except_life_safety = @ExceptLifeSafety,
            ended_at = @EndedAt, ended_by = @EndedBy, version = @Version
        """,
        Row.Of(silence));

    /// <summary>How many incidents each holds now.</summary>
    public static IReadOnlyDictionary<string, long> Held(SqliteConnection connection) =>
        connection.Query<(string Source, long Count)>(
            "SELECT hold_source, count(*) FROM incident WHERE hold_source IS NOT NULL AND state IN ('shelved', 'out-of-service') GROUP BY hold_source")
            .ToDictionary(row => row.Source, row => row.Count);

    /// <summary>Deletes some that ended long ago.</summary>
    public static int DeleteSome(SqliteConnection connection, long before, int limit) => connection.Execute(
        "DELETE FROM silence WHERE id IN (SELECT id FROM silence WHERE ended_at < @before ORDER BY ended_at LIMIT @limit)", new { before, limit });

    public static string Label(this SilenceKind kind) => kind == SilenceKind.Maintenance ? "maintenance" : "silence";

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Kind { get; set; } = "";

        public string Scope { get; set; } = "";

        public long StartAt { get; set; }

        public long EndAt { get; set; }

        public string Reason { get; set; } = "";

        public string Owner { get; set; } = "";

        public bool ExceptLifeSafety { get; set; }

        public string? Calendar { get; set; }

        public long CreatedAt { get; set; }

        public long? EndedAt { get; set; }

        public string? EndedBy { get; set; }

        public int Version { get; set; }

        public static Row Of(Silence silence) => new()
        {
            Id = silence.Id,
            Kind = silence.Kind.Label(),
            Scope = JsonSerializer.Serialize(silence.Scope, JsonSerializerOptions.Web),
            StartAt = silence.StartMs,
            EndAt = silence.EndMs,
            Reason = silence.Reason,
            Owner = silence.Owner,
            ExceptLifeSafety = silence.ExceptLifeSafety,
            Calendar = silence.CalendarItem,
            CreatedAt = silence.CreatedAtMs,
            EndedAt = silence.EndedAtMs,
            EndedBy = silence.EndedBy,
            Version = silence.Version,
        };

        public Silence ToSilence() => new()
        {
            Id = Id,
            Kind = Kind switch
            {
                "silence" => SilenceKind.Silence,
                "maintenance" => SilenceKind.Maintenance,
                _ => throw new InvalidDataException($"'{Kind}' is no kind of silence (silence {Id})."),
            },
            Scope = JsonSerializer.Deserialize<SilenceScope>(Scope, JsonSerializerOptions.Web) ?? throw new InvalidDataException($"Silence {Id} has no scope."),
            StartMs = StartAt,
            EndMs = EndAt,
            Reason = Reason,
            Owner = Owner,
            ExceptLifeSafety = ExceptLifeSafety,
            CalendarItem = Calendar,
            CreatedAtMs = CreatedAt,
            EndedAtMs = EndedAt,
            EndedBy = EndedBy,
            Version = Version,
        };
    }
}
