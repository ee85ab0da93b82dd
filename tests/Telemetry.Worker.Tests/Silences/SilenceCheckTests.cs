using System.Security.Claims;
using Telemetry.Alerting.Silences;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Silences;

namespace Telemetry.Worker.Tests.Silences;

/// <summary>What may be silenced, for how long and by whom.</summary>
public sealed class SilenceCheckTests : IDisposable
{
    private static readonly SilenceScope Station = new() { Devices = ["hs-1"] };
    private static readonly SilenceScope Cameras = new() { Systems = ["water-safety"] };

    private readonly SilenceRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Scope_OfNothing_IsRefused() => Assert.Contains("the scope is empty", Mistake(_rig.Order(new SilenceScope())), StringComparison.Ordinal);

    [Fact]
    public void Names_ThatAreUnknown_AreToldWithTheNearest()
    {
        Assert.Equal("unknown area 'twon' (did you mean 'town'?)", Mistake(_rig.Order(new SilenceScope { Areas = ["twon"] })));
        Assert.Equal("unknown system 'heatin' (did you mean 'heating'?)", Mistake(_rig.Order(new SilenceScope { Systems = ["heatin"] })));
        Assert.Equal("unknown site 'her' (did you mean 'here'?)", Mistake(_rig.Order(new SilenceScope { Sites = ["her"] })));
        Assert.StartsWith("unknown device 'hs-11' (did you mean", Mistake(_rig.Order(new SilenceScope { Devices = ["hs-11"] })), StringComparison.Ordinal);
        Assert.StartsWith("unknown rule 'lov' (did you mean 'low'?)", Mistake(_rig.Order(new SilenceScope { Rules = ["lov"] })), StringComparison.Ordinal);
    }

    [Fact]
    public void Length_AndReasonAndStart_AreBounded()
    {
        Assert.Contains("a silence lasts at most 24 h (Silence:Maximum)", Mistake(_rig.Order(Station, TimeSpan.FromHours(25))), StringComparison.Ordinal);
        Assert.Null(Mistake(_rig.Order(Station, TimeSpan.FromDays(13), kind: SilenceKind.Maintenance)));
        Assert.Contains("(Maintenance:Maximum)", Mistake(_rig.Order(Station, TimeSpan.FromDays(15), kind: SilenceKind.Maintenance)), StringComparison.Ordinal);
        Assert.Contains("'end' is not later", Mistake(_rig.Order(Station, TimeSpan.Zero)), StringComparison.Ordinal);
        Assert.Contains("'start' is in the past", Mistake(_rig.Order(Station, TimeSpan.FromHours(2), TimeSpan.FromHours(-1))), StringComparison.Ordinal);
        Assert.Contains("(Silence:MaximumAhead)", Mistake(_rig.Order(Station, ahead: TimeSpan.FromDays(100))), StringComparison.Ordinal);
        Assert.Contains("'reason' is missing", Mistake(_rig.Order(Station) with { Reason = " \n" }), StringComparison.Ordinal);
        Assert.Contains("(Silence:MaximumReason)", Mistake(_rig.Order(Station) with { Reason = new string('x', 501) }), StringComparison.Ordinal);
        _rig.Options.MaximumActive = 0;
        Assert.Contains("(Silence:MaximumActive)", Mistake(_rig.Order(Station)), StringComparison.Ordinal);
    }

    [Fact]
    public void LifeSafety_LongerThanAnHour_IsRefused_UnlessItMayCall()
    {
        Assert.Null(Mistake(_rig.Order(Cameras, TimeSpan.FromHours(1))));
        Assert.Contains("at most 1 h", Mistake(_rig.Order(Cameras, TimeSpan.FromMinutes(61))), StringComparison.Ordinal);
        Assert.Contains("at most 1 h", Mistake(_rig.Order(new SilenceScope { Areas = ["town"] }, TimeSpan.FromHours(2), kind: SilenceKind.Maintenance)), StringComparison.Ordinal);

        _rig.Create(_rig.Order(new SilenceScope { Areas = ["town"] }, TimeSpan.FromHours(2), exceptLifeSafety: true));

        Assert.Equal(Alerting.Incidents.IncidentState.Unacknowledged, _rig.Find(_rig.Raise("cam-1")).State);
        Assert.Equal(Alerting.Incidents.IncidentState.Shelved, _rig.Find(_rig.Raise("hs-1")).State);
        Assert.Null(_rig.LifeSafety.Trouble());
    }

    [Fact]
    public void LifeSafety_OneHourAfterAnother_IsRefused_AndAfterAPauseTaken()
    {
        Silence first = _rig.Create(_rig.Order(new SilenceScope { Devices = ["cam-1"] }, TimeSpan.FromMinutes(50)));

        Assert.Contains(first.Id, Mistake(_rig.Order(Cameras, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(51))), StringComparison.Ordinal);
        Assert.Null(Mistake(_rig.Order(new SilenceScope { Devices = ["cam-2"] }, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(51))));
        Assert.Null(Mistake(_rig.Order(Cameras, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(56))));
        Assert.Contains("at most 1 h", _rig.Book.Extend(SilenceKind.Silence, first.Id, null, TimeSpan.FromMinutes(11), null, SilenceRig.Administrator).Mistake, StringComparison.Ordinal);
        Assert.Null(_rig.Book.Extend(SilenceKind.Silence, first.Id, null, TimeSpan.FromMinutes(10), null, SilenceRig.Administrator).Mistake);
    }

    [Fact]
    public void Operator_OfAnArea_StaysWithinIt()
    {
        ClaimsPrincipal li = Operator("village"), chief = Operator("town");

        Assert.Equal(403, _rig.Book.Create(_rig.Order(Station), li).Status);
        Assert.Equal(403, _rig.Book.Create(_rig.Order(new SilenceScope { Sites = ["here"] }), li).Status);
        Assert.Equal(403, _rig.Book.Create(_rig.Order(new SilenceScope { Areas = ["village", "town"] }), li).Status);
        Assert.Equal(403, _rig.Book.Create(_rig.Order(new SilenceScope { Systems = ["heating"] }), li).Status);
        Assert.Equal(403, _rig.Book.Preview(_rig.Order(new SilenceScope { Rules = ["low"] }), li).Refused!.Status);
        Assert.Equal(201, _rig.Book.Create(_rig.Order(new SilenceScope { Areas = ["village"], Systems = ["heating"] }), li).Status);
        Silence wide = _rig.Create(_rig.Order(Station), chief);
        Assert.Equal(201, _rig.Book.Create(_rig.Order(new SilenceScope { Systems = ["heating"] }), chief).Status);
        Assert.Equal(403, _rig.Book.Withdraw(SilenceKind.Silence, wide.Id, null, li).Status);
        Assert.Equal(403, _rig.Book.Extend(SilenceKind.Silence, wide.Id, null, TimeSpan.FromMinutes(1), null, li).Status);
        Assert.Equal(404, _rig.Book.Withdraw(SilenceKind.Maintenance, wide.Id, null, chief).Status);
    }

    private static ClaimsPrincipal Operator(string area) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, area), new Claim(ClaimTypes.Role, ConsoleSchemes.OperatorRole), new Claim(ConsoleSchemes.AreaClaim, area)], "test"));

    private string? Mistake(SilenceOrder order) => _rig.Book.Preview(order, SilenceRig.Administrator).Refused?.Mistake;
}
