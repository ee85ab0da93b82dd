using System.Security.Claims;

namespace Telemetry.Worker.Console.Access;

/// <summary>The ways to prove who one is, and the claims that come of them.</summary>
internal static class ConsoleSchemes
{
    /// <summary>Looks at the request and hands on to one of the two below.</summary>
    public const string Either = "console";

    /// <summary><c>Authorization: Bearer</c>, for programs.</summary>
    public const string Bearer = "bearer";

    /// <summary>A session cookie, for browsers.</summary>
    public const string Session = "session";

    public const string AdministratorRole = "administrator";

    /// <summary>May look at what is in its areas, and change nothing.</summary>
    public const string ViewerRole = "viewer";

    /// <summary>Answers incidents of its areas.</summary>
    public const string ResponderRole = "responder";

    /// <summary>May change what concerns the running of the city: inputs, commands, what was refused.</summary>
    public const string OperatorRole = "operator";

    /// <summary>
    /// The claim with the id of an area that a principal is confined to, with all that lies in it, or <c>*</c> for the whole city.
    /// Without one a principal sees nothing; an administrator needs none.
    /// </summary>
    public const string AreaClaim = "telemetry-area";

    /// <summary>What a session's user had when it began; it ends when the user has another one.</summary>
    public const string StampClaim = "telemetry-stamp";

    /// <summary>What the principal proved itself with, as in <see cref="Auditing.AuditEntry.Via"/>.</summary>
    public const string ViaClaim = "telemetry-via";

    /// <summary>Name of whoever holds the console's token.</summary>
    public const string TokenHolder = "administrator";

    /// <summary><see cref="ViaClaim"/> of the console's token, and of a session that began with it.</summary>
    public const string ViaConsoleToken = "console-token";

    /// <summary><see cref="ViaClaim"/> of a user's session.</summary>
    public const string ViaSession = "session";

    /// <summary>The principal that whoever holds the console token acts as.</summary>
    /// <param name="scheme">How it came in.</param>
    /// <param name="stamp">Of the token; null where no session begins.</param>
    public static ClaimsPrincipal Administrator(string scheme, string? stamp = null)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, TokenHolder), new Claim(ClaimTypes.Role, AdministratorRole), new Claim(ViaClaim, ViaConsoleToken)], scheme);
        if (stamp is not null)
            identity.AddClaim(new Claim(StampClaim, stamp));
        return new ClaimsPrincipal(identity);
    }
}
