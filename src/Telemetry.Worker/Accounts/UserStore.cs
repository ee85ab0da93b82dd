using Dapper;
using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Accounts;

/// <summary>Users in <c>alerts.db</c>. Nothing here asks who may: <see cref="AccountDesk"/> does.</summary>
internal static class UserStore
{
    private const string Columns = """
        name AS Name, display_zh AS DisplayZh, display_en AS DisplayEn, password_hash AS PasswordHash, role AS Role, areas AS Areas,
        failures AS Failures, locks AS Locks, locked_at AS LockedAt, locked_until AS LockedUntil, disabled AS Disabled, stamp AS Stamp,
        created_at AS CreatedAt, created_by AS CreatedBy, password_at AS PasswordAt, login_at AS LoginAt
        """;

    /// <summary>Null when there is none; a role that this version does not know is nobody's.</summary>
    public static User? Find(SqliteConnection connection, string name) =>
        connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM user WHERE name = @name", new { name })?.ToUser();

    public static IReadOnlyList<User> List(SqliteConnection connection) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM user ORDER BY name").Select(row => row.ToUser()).OfType<User>()];

    public static bool IsEmpty(SqliteConnection connection) => !connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM user)");

    /// <summary>Writes a user as it is now.</summary>
    public static void Save(SqliteConnection connection, User user) => connection.Execute(
        """
        INSERT INTO user(name, display_zh, display_en, password_hash, role, areas, failures, locks, locked_at, locked_until, disabled, stamp,
            created_at, created_by, password_at, login_at)
        VALUES(@Name, @DisplayZh, @DisplayEn, @PasswordHash, @role, @areas, @Failures, @Locks, @At, @Until, @Disabled, @Stamp,
            @CreatedAt, @CreatedBy, @PasswordAt, @LoginAt)
        ON CONFLICT(name) DO UPDATE SET display_zh = @DisplayZh, display_en = @DisplayEn, password_hash = @PasswordHash, role = @role, areas = @areas,
            failures = @Failures, locks = @Locks, locked_at = @At, locked_until = @Until, disabled = @Disabled, stamp = @Stamp,
            password_at = @PasswordAt, login_at = @LoginAt
        """,
        new
        {
            user.Name,
            user.DisplayZh,
            user.DisplayEn,
            user.PasswordHash,
            role = user.Role.Label(),
            areas = AreaList.Join(user.Areas),
            user.Lock.Failures,
            user.Lock.Locks,
            user.Lock.At,
            user.Lock.Until,
            user.Disabled,
            user.Stamp,
            user.CreatedAt,
            user.CreatedBy,
            user.PasswordAt,
            user.LoginAt,
        });

    public static void Remove(SqliteConnection connection, string name) => connection.Execute("DELETE FROM user WHERE name = @name", new { name });

    private sealed class Row
    {
        public string Name { get; set; } = "";

        public string? DisplayZh { get; set; }

        public string? DisplayEn { get; set; }

        public string? PasswordHash { get; set; }

        public string Role { get; set; } = "";

        public string Areas { get; set; } = "";

        public int Failures { get; set; }

        public int Locks { get; set; }

        public long LockedAt { get; set; }

        public long LockedUntil { get; set; }

        public bool Disabled { get; set; }

        public string Stamp { get; set; } = "";

        public long CreatedAt { get; set; }

        public string CreatedBy { get; set; } = "";

        public long? PasswordAt { get; set; }

        public long? LoginAt { get; set; }

        public User? ToUser() => Roles.TryParse(Role, out Role role)
            ? new User(
                Name, DisplayZh, DisplayEn, PasswordHash, role, AreaList.Split(Areas), new LockState(Failures, Locks, LockedAt, LockedUntil), Disabled, Stamp,
                CreatedAt, CreatedBy, PasswordAt, LoginAt)
            : null;
    }
}
