using System.Security.Claims;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Console;

public sealed class PictureAccessTests
{
    [Theory]
    [InlineData("administrator", null, "town", true)]
    [InlineData("administrator", null, "gone", true)]
    [InlineData("operator", "town", "town", true)]
    [InlineData("responder", "town", "village", true)]
    [InlineData("operator", "village", "town", false)]
    [InlineData("operator", "village", "gone", false)]
    [InlineData("operator", "gone", "gone", false)]
    [InlineData("operator", null, "town", false)]
    [InlineData("viewer", null, "village", false)]
    public void MaySee_ByRoleAndArea(string role, string? area, string incidentArea, bool expected)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Role, role)], "test");
        if (area is not null)
            identity.AddClaim(new Claim(ConsoleSchemes.AreaClaim, area));

        Assert.Equal(expected, PictureAccess.MaySee(new ClaimsPrincipal(identity), TestCity.Load(), incidentArea));
        Assert.Equal(role == "administrator", PictureAccess.MaySeeAll(new ClaimsPrincipal(identity)));
    }
}
