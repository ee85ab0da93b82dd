using Telemetry.Simulators.Cameras;
using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Physics;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Cameras;

public class CameraTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void Begin_Intrusion_SendsAPictureThenTheEventThatNamesIt()
    {
        RecordedOutput output = Intrude(new Fault(FaultKind.Intrusion), 10 * 60_000);
        Sighting first = (Sighting)output.Events[0];
        Assert.Equal("intrusion", first.Name);
        Assert.InRange(first.AtMs - Runs.Start, 1, 2000);
        Assert.InRange(first.Confidence, 0.6, 1);
        Assert.Equal(first.AtMs - Runs.Start, first.DwellMs);
        Assert.Contains(first.AgeClass, new[] { "child", "adult", "unknown" });
        Assert.Equal(output.Snapshots[0].Id, first.SnapshotId);
        Assert.Equal([first.SnapshotId!, "intrusion"], output.Order.Take(2));
        Assert.Matches("^[a-z0-9-]{1,64}$", first.SnapshotId);
    }

    [Fact]
    public void Begin_Intrusion_GoesOnAndIsCleared()
    {
        RecordedOutput output = Intrude(new Fault(FaultKind.Intrusion), 10 * 60_000);
        Assert.Equal("cleared", output.Events[^1].Name);
        Assert.InRange(output.Events[^1].AtMs - Runs.Start, 120_000, 240_000);
        Assert.Contains(output.Events, e => e.Name == "loitering");
        Assert.Single(output.Events.Cast<Sighting>().Select(e => e.Zone).Distinct());
        Assert.Equal(output.Events.Cast<Sighting>().Select(e => e.DwellMs).Order(), output.Events.Cast<Sighting>().Select(e => e.DwellMs));
    }

    [Fact]
    public void Begin_ManyIntrusions_TracksAreLostNowAndThen()
    {
        int visits = 0, several = 0;
        for (int i = 1; i <= 33; i++)
        {
            RecordedOutput output = Intrude(new Fault(FaultKind.Intrusion), 10 * 60_000, $"cam-{i:00}");
            visits++;
            several += output.Events.Cast<Sighting>().Select(e => e.Track).Distinct().Count() > 1 ? 1 : 0;
        }

        Assert.InRange(several, 5, visits - 1);
    }

    [Fact]
    public void Spoke_MostPeople_Leave()
    {
        int left = 0;
        for (int i = 1; i <= 33; i++)
        {
            DeviceModel camera = Runs.Create(Runs.Camera($"cam-{i:00}"));
            var output = new RecordedOutput();
            camera.Begin(new Fault(FaultKind.Intrusion), Runs.Start);
            camera.Advance(Runs.Start + 5000, output);
            camera.Spoke(Runs.Start + 5000);
            camera.Advance(Runs.Start + 25_000, output);
            left += output.Events[^1].Name == "cleared" ? 1 : 0;
        }

        Assert.InRange(left, 20, 32);
    }

    [Fact]
    public void Spoke_VisitOfGivenLength_IsNotMoved()
    {
        DeviceModel camera = Runs.Create(Runs.Camera());
        var output = new RecordedOutput();
        camera.Begin(new Fault(FaultKind.Intrusion, 1, TimeSpan.FromMinutes(5)), Runs.Start);
        for (int i = 1; i < 299; i++)
        {
            camera.Advance(Runs.Start + i * 1000, output);
            camera.Spoke(Runs.Start + i * 1000);
        }

        Assert.DoesNotContain(output.Events, e => e.Name == "cleared");
        camera.Advance(Runs.Start + 300_000, output);
        Assert.Equal("cleared", output.Events[^1].Name);
    }

    [Fact]
    public void End_Intrusion_ClearsAtOnce()
    {
        DeviceModel camera = Runs.Create(Runs.Camera());
        var output = new RecordedOutput();
        camera.Begin(new Fault(FaultKind.Intrusion), Runs.Start);
        camera.Advance(Runs.Start + 20_000, output);
        camera.End(Runs.Start + 20_000);
        camera.Advance(Runs.Start + 20_001, output);
        Assert.Equal("cleared", output.Events[^1].Name);
    }

    [Fact]
    public void Advance_Day_PeopleFollowTheHours()
    {
        long passers = 0, night = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var camera = (Camera)Runs.Create(Runs.Camera(), seed);
            camera.Advance(Runs.Start + 8 * Hour, new RecordedOutput());
            int evening = camera.Passers; // four in the afternoon to midnight
            camera.Advance(Runs.Start + 13 * Hour, new RecordedOutput());
            night += camera.Passers - evening;
            camera.Advance(Runs.Start + 24 * Hour, new RecordedOutput());
            passers += camera.Passers;
        }

        // By the rates: 4 h of 6, 2 h of 2, 2 h of 0.4, 5 h of 0.1, 2 h of 2, 9 h of 3.5.
        Assert.InRange(passers / 20.0, 58, 72);
        Assert.InRange(night / 20.0, 0.1, 1.2);
    }

    [Fact]
    public void NextWakeMs_Intrusion_IsSoon()
    {
        DeviceModel camera = Runs.Create(Runs.Camera());
        Assert.True(camera.NextWakeMs > Runs.Start);
        camera.Begin(new Fault(FaultKind.Intrusion), Runs.Start);
        Assert.InRange(camera.NextWakeMs, Runs.Start, Runs.Start + 2000);
    }

    [Fact]
    public void Read_Heartbeat_FollowsTheLight()
    {
        DeviceModel camera = Runs.Create(Runs.Camera());
        Runs.Sample(camera, Runs.Start, TimeSpan.FromDays(1), (at, r) =>
        {
            double hour = Weather.HourOfDay(at);
            Assert.Equal(1, r.Number("camera_ok"));
            Assert.Equal(1, r.Number("speaker_ok"));
            if (hour is < 6.9 or > 17.3)
                Assert.InRange(r.Number("illuminance"), 0, 1);
            if (hour is > 9 and < 15)
                Assert.InRange(r.Number("illuminance"), 3000, 40_000);
        });
    }

    private static RecordedOutput Intrude(Fault fault, long length, string id = "cam-09")
    {
        DeviceModel camera = Runs.Create(Runs.Camera(id));
        var output = new RecordedOutput();
        camera.Begin(fault, Runs.Start);
        for (long at = 0; at <= length; at += 500)
            camera.Advance(Runs.Start + at, output);
        return output;
    }
}
