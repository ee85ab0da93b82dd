using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Accounts;

/// <summary>
/// Makes and changes users, each step with its entry in the audit log in the same transaction. Whoever calls has made sure that
/// the principal is an administrator, or the user for the own password.
/// </summary>
internal sealed class AccountDesk(AlertDatabase database, Passwords passwords, TimeProvider time)
{
    private const int MaximumDisplay = 100;

    public IReadOnlyList<User> List() => database.Read(UserStore.List);

    /// <summary>True as long as nobody was made a user.</summary>
    public bool IsEmpty => database.Read(UserStore.IsEmpty);

    public User? Find(string name) => AccountName.IsWellFormed(name) ? database.Read(connection => UserStore.Find(connection, name)) : null;

    /// <param name="password">Null for one who cannot log in.</param>
    /// <param name="city">Where the areas have to be; null when it is not known here.</param>
    /// <exception cref="AccountException">It was not made.</exception>
    public User Add(string name, string? password, UserDraft draft, City? city, string by)
    {
        AccountName.Require(name);
        Role role = Roles.Parse(draft.Role ?? Role.Viewer.Label());
        IReadOnlyList<string> areas = AreaList.Require(draft.Areas, role, city);
        string? hash = password is null ? null : passwords.Hash(name, password);
        long nowMs = Now();
        var user = new User(
            name, Display(draft.DisplayZh), Display(draft.DisplayEn), hash, role, areas, default, draft.Disabled ?? false, NewStamp(), nowMs, by, hash is null ? null : nowMs, null);
        return database.Write(connection =>
        {
            if (UserStore.Find(connection, name) is not null)
                throw new AccountException(AccountMistake.Taken, $"There is a user '{name}' already.");
            // Names are given once more after a removal; tokens are not.
            TokenStore.RevokeAll(connection, name, nowMs, by);
            UserStore.Save(connection, user);
            AuditLog.Add(connection, nowMs, by, "user-add", name, Describe(user) + (hash is null ? ", no password" : ""));
            return user;
        });
    }

    /// <summary>Changes what a draft has. Another role, other areas and a disabled user end the user's sessions.</summary>
    /// <exception cref="AccountException">Nothing was changed.</exception>
    public User Change(string name, UserDraft draft, City? city, string by) => Update(name, by, "user-change", (connection, user) =>
    {
        Role role = draft.Role is null ? user.Role : Roles.Parse(draft.Role);
        // Who is no administrator any more has no areas but those that are given now.
        IReadOnlyList<string> areas = draft.Areas is null && draft.Role is null ? user.Areas : AreaList.Require(draft.Areas ?? (role == Role.Administrator ? [] : user.Areas), role, city);
        User next = user with
        {
            Role = role,
            Areas = areas,
            DisplayZh = draft.DisplayZh is null ? user.DisplayZh : Display(draft.DisplayZh),
            DisplayEn = draft.DisplayEn is null ? user.DisplayEn : Display(draft.DisplayEn),
            Disabled = draft.Disabled ?? user.Disabled,
            // An administrator who enables a user takes every lock away.
            Lock = draft.Disabled == false ? default : user.Lock,
        };
        bool isOther = next.Role != user.Role || next.Disabled != user.Disabled || !next.Areas.SequenceEqual(user.Areas);
        return (isOther ? next with { Stamp = NewStamp() } : next, $"{Describe(user)} -> {Describe(next)}");
    });

    /// <summary>Gives a user another password; every session of the user ends, and so does a lock.</summary>
    /// <exception cref="AccountException">Nothing was changed.</exception>
    public User SetPassword(string name, string password, string by)
    {
        string hash = passwords.Hash(name, password);
        return Update(name, by, "user-password", (_, user) =>
            (user with { PasswordHash = hash, PasswordAt = Now(), Stamp = NewStamp(), Lock = default }, by == name ? "by the user" : "set by another"));
    }

    /// <summary>Ends every session of a user.</summary>
    /// <exception cref="AccountException">There is no such user.</exception>
    public User EndSessions(string name, string by) => Update(name, by, "user-end-sessions", (_, user) => (user with { Stamp = NewStamp() }, null));

    /// <exception cref="AccountException">There is no such user.</exception>
    public void Remove(string name, string by)
    {
        long nowMs = Now();
        database.Write(connection =>
        {
            User user = UserStore.Find(connection, name) ?? throw NoUser(name);
            int tokens = TokenStore.RevokeAll(connection, name, nowMs, by);
            UserStore.Remove(connection, name);
            AuditLog.Add(connection, nowMs, by, "user-remove", name, $"{Describe(user)}; {tokens} tokens revoked");
        });
    }

    public static AccountException NoUser(string name) => new(AccountMistake.Unknown, $"There is no user '{Hosting.VisibleText.Of(name)}'.");

    private User Update(string name, string by, string action, Func<SqliteConnection, User, (User Next, string? Detail)> change) => database.Write(connection =>
    {
        User user = (AccountName.IsWellFormed(name) ? UserStore.Find(connection, name) : null) ?? throw NoUser(name);
        (User next, string? detail) = change(connection, user);
        UserStore.Save(connection, next);
        AuditLog.Add(connection, Now(), by, action, name, detail);
        return next;
    });

    private static string Describe(User user) =>
        $"{user.Role.Label()} of {(user.Role == Role.Administrator ? "the whole city" : user.Areas.Count == 0 ? "no area" : AreaList.Join(user.Areas))}{(user.Disabled ? ", disabled" : "")}";

    private static string NewStamp() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static string? Display(string? text)
    {
        if (text is null)
            return null;
        string plain = string.Concat(text.Where(c => !char.IsControl(c))).Trim();
        if (plain.Length > MaximumDisplay)
            throw new AccountException(AccountMistake.Invalid, $"The display name has {plain.Length} characters; it may have {MaximumDisplay}.");
        return plain.Length == 0 ? null : plain;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
