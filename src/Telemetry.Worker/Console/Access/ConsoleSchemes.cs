using System.Security.Claims;

namespace Telemetry.Worker.Console.Access;

/// <summary>The two ways to prove who one is, and the one principal there is so far.</summary>
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

    /// <summary>The claim with the id of an area that a principal is confined to, with all that lies in it. An administrator needs none.</summary>
    public const string AreaClaim = "telemetry-area";

    /// <summary>The principal that whoever holds the console token acts as.</summary>
    public static ClaimsPrincipal Administrator(string scheme) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, "administrator"), new Claim(ClaimTypes.Role, AdministratorRole)], scheme));
}
