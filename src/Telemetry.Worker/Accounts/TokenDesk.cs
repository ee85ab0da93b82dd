using System.Globalization;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Accounts;

/// <summary>What a token is to be.</summary>
/// <param name="Name">For people.</param>
/// <param name="Role">At most that of the owner; null for the same.</param>
/// <param name="Areas">Within those of the owner; null for the same.</param>
/// <param name="Lifetime">At most Access:MaximumTokenLifetime.</param>
internal sealed record TokenDraft(string? Name, string? Role, IReadOnlyList<string>? Areas, TimeSpan Lifetime);

/// <summary>A token and its secret, which is told this once.</summary>
internal readonly record struct NewToken(ApiToken Token, string Secret);

/// <summary>Makes, checks and revokes tokens of programs.</summary>
internal sealed class TokenDesk(AlertDatabase database, AccessOptions options, TimeProvider time)
{
    private const int MaximumName = 100;

    /// <summary>The last use is kept to this: a program that asks every second would write every second.</summary>
    private static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(5);

    public IReadOnlyList<ApiToken> List(string? owner) => database.Read(connection => TokenStore.List(connection, owner));

    /// <param name="owner">A user.</param>
    /// <param name="city">The inventory; null when it is not known here.</param>
    /// <param name="by">Who makes it.</param>
    /// <exception cref="AccountException">It was not made.</exception>
    public NewToken Create(string owner, TokenDraft draft, City? city, string by)
    {
        string name = string.Concat((draft.Name ?? "").Where(c => !char.IsControl(c))).Trim();
        if (name.Length is 0 or > MaximumName)
            throw new AccountException(AccountMistake.Invalid, $"The token needs a name of 1 to {MaximumName} characters: what it is for.");
        if (draft.Lifetime < TimeSpan.FromMinutes(1) || draft.Lifetime > options.MaximumTokenLifetime)
            throw new AccountException(AccountMistake.Invalid, $"The token would live {Text(draft.Lifetime)}; it may live from 1 min to {Text(options.MaximumTokenLifetime)} (Access:MaximumTokenLifetime).");
        string secret = TokenText.New();
        long nowMs = Now();
        ApiToken made = database.Write(connection =>
        {
            User user = UserStore.Find(connection, owner) ?? throw AccountDesk.NoUser(owner);
            Role role = draft.Role is null ? user.Role : Roles.Parse(draft.Role);
            if (role > user.Role)
                throw new AccountException(AccountMistake.Forbidden, $"'{owner}' is {user.Role.Label()}; a token can have that role or one below, not {role.Label()}.");
            IReadOnlyList<string> areas = AreaList.Require(
                draft.Areas ?? (user.Role == Role.Administrator && role != Role.Administrator ? [AreaList.WholeCity] : user.Areas), role, draft.Areas is null ? null : city);
            if (role != Role.Administrator && user.Role != Role.Administrator && Beyond(areas, user.Areas, city) is { } beyond)
                throw new AccountException(AccountMistake.Forbidden, $"Area '{beyond}' is not within those of '{owner}': {(user.Areas.Count == 0 ? "none" : AreaList.Join(user.Areas))}.");
            if (TokenStore.List(connection, owner).Count(token => token.IsGood(nowMs)) >= options.TokensPerUser)
                throw new AccountException(AccountMistake.Forbidden, $"'{owner}' has {options.TokensPerUser} tokens (Access:TokensPerUser); revoke one first.");
            var token = new ApiToken(TokenText.NewId(), owner, name, role, areas, nowMs, nowMs + (long)draft.Lifetime.TotalMilliseconds, null, null, null);
            TokenStore.Add(connection, token, TokenText.Hash(secret)!);
            AuditLog.Add(
                connection, nowMs, by, "token-create", token.Id,
                $"of {owner}: {name}; {role.Label()} of {(role == Role.Administrator ? "the whole city" : areas.Count == 0 ? "no area" : AreaList.Join(areas))} for {Text(draft.Lifetime)}");
            return token;
        });
        return new NewToken(made, secret);
    }

    /// <param name="owner">Only one of this user; null for anybody's.</param>
    /// <exception cref="AccountException">There is no such token, or it was revoked before.</exception>
    public void Revoke(string id, string? owner, string by)
    {
        long nowMs = Now();
        database.Write(connection =>
        {
            ApiToken? token = TokenStore.Find(connection, id);
            if (token is null || (owner is not null && token.Owner != owner) || TokenStore.Revoke(connection, id, nowMs, by) == 0)
                throw new AccountException(AccountMistake.Unknown, $"There is no token '{Hosting.VisibleText.Of(id)}' that is not revoked.");
            AuditLog.Add(connection, nowMs, by, "token-revoke", id, $"of {token.Owner}: {token.Name}");
        });
    }

    /// <summary>The token of a secret with its owner, if both are good; notes that it was used.</summary>
    public (ApiToken Token, User Owner)? Find(string secret)
    {
        if (TokenText.Hash(secret) is not { } hash)
            return null;
        long nowMs = Now();
        (ApiToken? token, User? owner) = database.Read(connection =>
            TokenStore.FindByHash(connection, hash) is { } found ? (found, UserStore.Find(connection, found.Owner)) : (null, null));
        if (token is null || owner is null || owner.Disabled || !token.IsGood(nowMs))
            return null;
        if (token.UsedAt is not { } used || Math.Abs(nowMs - used) >= UseInterval.TotalMilliseconds)
            NoteUse(token.Id, nowMs);
        return (token, owner);
    }

    private void NoteUse(string id, long nowMs)
    {
        try
        {
            database.Write(connection => TokenStore.Use(connection, id, nowMs));
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // A full disk must not keep programs from reading; it is noted the next time.
        }
    }

    private static string? Beyond(IReadOnlyList<string> areas, IReadOnlyList<string> own, City? city) =>
        own.Contains(AreaList.WholeCity) ? null
        : areas.FirstOrDefault(area => !own.Contains(area)
            && !(city?.FindArea(area) is { } place && own.Select(city.FindArea).OfType<Area>().Any(place.IsWithin)));

    private static string Text(TimeSpan span) =>
        span.TotalDays >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} days") : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} min");

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
