using Dapper;
using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Accounts;

/// <summary>Tokens in <c>alerts.db</c>; only hashes are kept.</summary>
internal static class TokenStore
{
    private const string Columns = """
        id AS Id, owner AS Owner, name AS Name, role AS Role, areas AS Areas, created_at AS CreatedAt, expires_at AS ExpiresAt, used_at AS UsedAt,
        revoked_at AS RevokedAt, revoked_by AS RevokedBy
        """;

    public static ApiToken? FindByHash(SqliteConnection connection, byte[] hash) => One(connection, "hash = @key", hash);

    public static ApiToken? Find(SqliteConnection connection, string id) => One(connection, "id = @key", id);

    /// <summary>The newest first.</summary>
    /// <param name="owner">Of one user; null for all.</param>
    public static IReadOnlyList<ApiToken> List(SqliteConnection connection, string? owner) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM api_token WHERE @owner IS NULL OR owner = @owner ORDER BY created_at DESC, id", new { owner })
            .Select(row => row.ToToken()).OfType<ApiToken>()];

    public static void Add(SqliteConnection connection, ApiToken token, byte[] hash) => connection.Execute(
        """
        INSERT INTO api_token(id, owner, name, hash, role, areas, created_at, expires_at)
        VALUES(@Id, @Owner, @Name, @hash, @role, @areas, @CreatedAt, @ExpiresAt)
        """,
        new { token.Id, token.Owner, token.Name, hash, role = token.Role.Label(), areas = AreaList.Join(token.Areas), token.CreatedAt, token.ExpiresAt });

    public static void Use(SqliteConnection connection, string id, long atMs) =>
        connection.Execute("UPDATE api_token SET used_at = @atMs WHERE id = @id", new { id, atMs });

    /// <summary>How many were not revoked before.</summary>
    public static int Revoke(SqliteConnection connection, string id, long atMs, string by) =>
        connection.Execute("UPDATE api_token SET revoked_at = @atMs, revoked_by = @by WHERE id = @id AND revoked_at IS NULL", new { id, atMs, by });

    /// <inheritdoc cref="Revoke"/>
    public static int RevokeAll(SqliteConnection connection, string owner, long atMs, string by) =>
        connection.Execute("UPDATE api_token SET revoked_at = @atMs, revoked_by = @by WHERE owner = @owner AND revoked_at IS NULL", new { owner, atMs, by });

    private static ApiToken? One(SqliteConnection connection, string where, object key) =>
        connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM api_token WHERE {where}", new { key })?.ToToken();

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Owner { get; set; } = "";

        public string Name { get; set; } = "";

        public string Role { get; set; } = "";

        public string Areas { get; set; } = "";

        public long CreatedAt { get; set; }

        public long ExpiresAt { get; set; }

        public long? UsedAt { get; set; }

        public long? RevokedAt { get; set; }

        public string? RevokedBy { get; set; }

        public ApiToken? ToToken() => Roles.TryParse(Role, out Role role)
            ? new ApiToken(Id, Owner, Name, role, AreaList.Split(Areas), CreatedAt, ExpiresAt, UsedAt, RevokedAt, RevokedBy)
            : null;
    }
}
