namespace Telemetry.Worker.Accounts;

/// <summary>A program's token, without its secret. Times are Unix milliseconds.</summary>
/// <param name="Id">Names it in lists and in the audit log; no secret.</param>
/// <param name="Owner">The user it acts for; what the owner may not, it may not.</param>
/// <param name="Name">For people.</param>
/// <param name="Role">At most this, and at most what the owner has.</param>
/// <param name="Areas">Of those of the owner.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">From then on it is refused.</param>
/// <param name="UsedAt">The last time, to some minutes; null when never.</param>
/// <param name="RevokedAt">From then on it is refused; null when it is not.</param>
/// <param name="RevokedBy">Who did.</param>
internal sealed record ApiToken(
    string Id, string Owner, string Name, Role Role, IReadOnlyList<string> Areas, long CreatedAt, long ExpiresAt, long? UsedAt, long? RevokedAt, string? RevokedBy)
{
    public bool IsGood(long nowMs) => RevokedAt is null && nowMs < ExpiresAt;
}
