namespace Telemetry.Worker.Accounts;

/// <summary>Somebody who may use the console or own tokens. Times are Unix milliseconds.</summary>
/// <param name="Name">Unique; never changed.</param>
/// <param name="DisplayZh">For people; null for none.</param>
/// <param name="DisplayEn">For people; null for none.</param>
/// <param name="PasswordHash">Null for one who cannot log in, such as the owner of a program's token.</param>
/// <param name="Role">With all below it.</param>
/// <param name="Areas">Ids, each with all that lies in it; <see cref="AreaList.WholeCity"/> for everything. None is nothing, but for administrators.</param>
/// <param name="Lock">Passwords that were wrong.</param>
/// <param name="Disabled">Nothing of theirs is accepted.</param>
/// <param name="Stamp">A session counts as long as it has this one.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="PasswordAt">When the password was set.</param>
/// <param name="LoginAt">The last time.</param>
internal sealed record User(
    string Name, string? DisplayZh, string? DisplayEn, string? PasswordHash, Role Role, IReadOnlyList<string> Areas, LockState Lock, bool Disabled, string Stamp,
    long CreatedAt, string CreatedBy, long? PasswordAt, long? LoginAt);
