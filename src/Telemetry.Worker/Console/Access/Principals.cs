using System.Security.Claims;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Accounts;

namespace Telemetry.Worker.Console.Access;

/// <summary>Makes principals of users and of their tokens, as they are now.</summary>
internal static class Principals
{
    /// <summary>A user in a session.</summary>
    public static ClaimsPrincipal Of(User user) =>
        Make(user.Name, user.Role, user.Areas, ConsoleSchemes.ViaSession, ConsoleSchemes.Session, new Claim(ConsoleSchemes.StampClaim, user.Stamp));

    /// <summary>A program: what its token allows and its owner may, whichever is less, at this moment.</summary>
    public static ClaimsPrincipal Of(ApiToken token, User owner, City city)
    {
        Role role = token.Role < owner.Role ? token.Role : owner.Role;
        IReadOnlyList<string> areas = role == Role.Administrator ? []
            : owner.Role == Role.Administrator ? token.Areas
            // A token of an administrator who is none any more has no areas of its own: those of the owner are left.
            : token.Role == Role.Administrator ? owner.Areas
            : AreaList.Common(token.Areas, owner.Areas, city);
        return Make(owner.Name, role, areas, "token " + token.Id, ConsoleSchemes.Bearer);
    }

    /// <summary>True for a user's own session: what a program may not do with a token of the user.</summary>
    public static bool IsSession(ClaimsPrincipal user) => user.FindFirst(ConsoleSchemes.ViaClaim)?.Value == ConsoleSchemes.ViaSession;

    /// <summary>True for one that came in with a program's token; it can make no other tokens, which might outlive it.</summary>
    public static bool IsToken(ClaimsPrincipal user) => user.FindFirst(ConsoleSchemes.ViaClaim)?.Value.StartsWith("token ", StringComparison.Ordinal) == true;

    private static ClaimsPrincipal Make(string name, Role role, IEnumerable<string> areas, string via, string scheme, params Claim[] more) =>
        new(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.Name, name),
                .. role.AndBelow().Select(r => new Claim(ClaimTypes.Role, r.Label())),
                .. areas.Select(area => new Claim(ConsoleSchemes.AreaClaim, area)),
                new Claim(ConsoleSchemes.ViaClaim, via),
                .. more,
            ],
            scheme));
}
