using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Accounts;

/// <summary>The names of roles, as in claims, in the database and on the command line.</summary>
internal static class Roles
{
    /// <summary>The least one first.</summary>
    public static readonly IReadOnlyList<string> Names = [.. Enum.GetValues<Role>().Select(Label)];

    public static string Label(this Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Responder => "responder",
        Role.Operator => "operator",
        _ => "administrator",
    };

    /// <summary>A role and all below it.</summary>
    public static IEnumerable<Role> AndBelow(this Role role) => Enum.GetValues<Role>().Where(other => other <= role);

    public static bool TryParse(string? text, out Role role)
    {
        role = Enum.GetValues<Role>().FirstOrDefault(known => known.Label() == text);
        return role != default;
    }

    /// <exception cref="AccountException">There is no such role.</exception>
    public static Role Parse(string? text) => TryParse(text, out Role role)
        ? role
        : throw new AccountException(
            AccountMistake.Invalid, $"role = '{text}' is not known; {(text is not null && NearestName.Of(text, Names) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", Names)}.")}");
}
