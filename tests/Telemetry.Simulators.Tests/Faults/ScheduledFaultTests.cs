using Telemetry.Simulators.Faults;

namespace Telemetry.Simulators.Tests.Faults;

public class ScheduledFaultTests
{
    [Theory]
    [InlineData("leak:hs-0007@60s", FaultKind.Leak, "hs-0007", 60, 1, null)]
    [InlineData("leak=0.3:hs-0007@10m+2h", FaultKind.Leak, "hs-0007", 600, 0.3, 7200.0)]
    [InlineData("intrusion:cam-09@0s", FaultKind.Intrusion, "cam-09", 0, 1, null)]
    [InlineData("hvac:cabin-012@1m", FaultKind.Hvac, "cabin-012", 60, 1, null)]
    [InlineData("silent:hs-0002@5m+10m", FaultKind.Silent, "hs-0002", 300, 1, 600.0)]
    [InlineData("none:hs-0002@500ms", FaultKind.None, "hs-0002", 0.5, 1, null)]
    internal void TryParse_Fault_IsRead(string text, FaultKind kind, string device, double after, double size, double? duration)
    {
        Assert.Null(ScheduledFault.TryParse(text, out ScheduledFault? fault));
        TimeSpan? length = duration is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        Assert.Equal(new ScheduledFault(device, TimeSpan.FromSeconds(after), new Fault(kind, size, length)), fault);
    }

    [Theory]
    [InlineData("", "is not of the form")]
    [InlineData("leak", "is not of the form")]
    [InlineData("leak:@60s", "is not of the form")]
    [InlineData("leak:hs-0007", "is not of the form")]
    [InlineData(":hs-0007@60s", "is not of the form")]
    [InlineData("quake:hs-0007@60s", "there are leak, intrusion, ")]
    [InlineData("leak=2:hs-0007@60s", "size")]
    [InlineData("leak=0:hs-0007@60s", "size")]
    [InlineData("leak=NaN:hs-0007@60s", "size")]
    [InlineData("leak:hs-0007@soon", "'soon' is no time")]
    [InlineData("leak:hs-0007@60s+ever", "'ever' is no duration")]
    public void TryParse_Nonsense_SaysWhy(string text, string why)
    {
        Assert.Contains(why, ScheduledFault.TryParse(text, out ScheduledFault? fault), StringComparison.Ordinal);
        Assert.Null(fault);
    }
}
