using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Silences;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Silences;

public sealed class SilenceSpeedTests
{
    [Fact]
    public void FindFor_TwoHundredSilences_KeepsUpWithAThousandIncidentsASecondManyTimesOver()
    {
        using var rig = new SilenceRig();
        for (int i = 0; i < 200; i++)
            rig.Create(rig.Order(new SilenceScope { Areas = ["town"], Devices = ["hs-2"], Rules = ["low"] }));
        Incident incident = TestIncident.Create();
        long begun = TimeProvider.System.GetTimestamp();

        for (int i = 0; i < 10_000; i++)
            Assert.Null(rig.Desk.FindFor(incident, rig.Time.NowMs));

        // Ten seconds' worth of a flood.
        TimeSpan took = TimeProvider.System.GetElapsedTime(begun);
        Assert.True(took < TimeSpan.FromSeconds(5), $"{took}");
    }
}
