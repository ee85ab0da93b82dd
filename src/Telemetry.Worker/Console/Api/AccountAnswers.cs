using System.Globalization;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Auditing;

namespace Telemetry.Worker.Console.Api;

/// <summary>A user. Times are RFC 3339 in UTC.</summary>
/// <param name="Role">viewer, responder, operator or administrator.</param>
/// <param name="Areas">With all that lies in them; <c>*</c> is the whole city. An administrator has none and sees everything.</param>
/// <param name="HasPassword">False for one who cannot log in.</param>
/// <param name="LockedSeconds">How long the user is still locked for wrong passwords; 0 when not.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="LastLogin">Null when there was none.</param>
public sealed record UserItem(
    string Name, string? DisplayZh, string? DisplayEn, string Role, IReadOnlyList<string> Areas, bool HasPassword, bool Disabled, double LockedSeconds, string CreatedAt,
    string CreatedBy, string? LastLogin)
{
    internal static UserItem Of(User user, LoginDesk login) => new(
        user.Name, user.DisplayZh, user.DisplayEn, user.Role.Label(), user.Areas, user.PasswordHash is not null, user.Disabled, Math.Ceiling(login.LockedFor(user).TotalSeconds),
        TimeText.Rfc3339(user.CreatedAt), user.CreatedBy, user.LoginAt is { } at ? TimeText.Rfc3339(at) : null);
}

/// <summary>A token of a program, without its secret. Times are RFC 3339 in UTC.</summary>
/// <param name="State">good, expired or revoked.</param>
/// <param name="LastUsed">To five minutes; null when never.</param>
/// <param name="Secret">Only in the answer that makes it.</param>
public sealed record TokenItem(
    string Id, string Owner, string Name, string Role, IReadOnlyList<string> Areas, string State, string CreatedAt, string ExpiresAt, string? LastUsed, string? RevokedAt,
    string? RevokedBy, string? Secret)
{
    internal static TokenItem Of(ApiToken token, long nowMs, string? secret = null) => new(
        token.Id, token.Owner, token.Name, token.Role.Label(), token.Areas, token.RevokedAt is not null ? "revoked" : token.IsGood(nowMs) ? "good" : "expired",
        TimeText.Rfc3339(token.CreatedAt), TimeText.Rfc3339(token.ExpiresAt), token.UsedAt is { } used ? TimeText.Rfc3339(used) : null,
        token.RevokedAt is { } at ? TimeText.Rfc3339(at) : null, token.RevokedBy, secret);
}

/// <summary>Who asks, and what they may.</summary>
/// <param name="Via">session, console-token, or token and its id.</param>
public sealed record MeAnswer(string Name, string? Role, IReadOnlyList<string> Areas, bool WholeCity, string? Via);

/// <summary>A new user, or what is to change of one; what is left out stays.</summary>
public sealed record UserRequest(string? Name, string? Password, string? Role, IReadOnlyList<string>? Areas, string? DisplayZh, string? DisplayEn, bool? Disabled)
{
    internal UserDraft ToDraft() => new() { Role = Role, Areas = Areas, DisplayZh = DisplayZh, DisplayEn = DisplayEn, Disabled = Disabled };
}

/// <summary>A new password; with the current one when it is one's own.</summary>
public sealed record PasswordRequest(string? Current, string? Password);

/// <summary>A new token.</summary>
/// <param name="Owner">A user; left out, who asks. Another's only by an administrator.</param>
/// <param name="Days">How long it lives; 90 without.</param>
public sealed record TokenRequest(string? Owner, string? Name, string? Role, IReadOnlyList<string>? Areas, double? Days)
{
    internal TokenDraft ToDraft() => Days is null or (> 0 and <= 36_500)
        ? new TokenDraft(Name, Role, Areas, TimeSpan.FromDays(Days ?? 90))
        : throw new AccountException(AccountMistake.Invalid, string.Create(CultureInfo.InvariantCulture, $"days = {Days} has to be above 0."));
}

/// <summary>An entry of the audit log. Times are RFC 3339 in UTC.</summary>
/// <param name="Via">session, console-token, token and its id, or cli.</param>
public sealed record AuditItem(long Number, string At, string Who, string? Address, string? Via, string Action, string Subject, string? Detail)
{
    internal static AuditItem Of(AuditEntry entry) =>
        new(entry.Number, TimeText.Rfc3339(entry.At), entry.Who, entry.Address, entry.Via, entry.Action, entry.Subject, entry.Detail);
}

/// <summary>A page of the audit log.</summary>
/// <param name="Next">Pass it as <c>before</c> for the next page; null when this is the last.</param>
public sealed record AuditAnswer(IReadOnlyList<AuditItem> Entries, long? Next);

/// <summary>Whether the audit log is as it was written.</summary>
/// <param name="Entry">The first entry that does not fit.</param>
/// <param name="Head">Number and hash of the newest entry: kept elsewhere, it proves later that the log was not made anew.</param>
public sealed record AuditVerifyAnswer(bool Sound, long Entries, long? Entry, string? Trouble, string Head);
