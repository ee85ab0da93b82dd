using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Escalation;

namespace Telemetry.Worker.Tests.Escalation;

public sealed class SteadyTimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JumpyTime _time = new();
    private readonly AlertDatabase _database;
    private readonly FakeBoot _boot;

    public SteadyTimeTests()
    {
        _database = new AlertDatabase(_folder["alerts.db"]);
        _boot = new FakeBoot(_time);
    }

    public static TheoryData<double> Jumps => [1, -1, 24 * 3652.5, -24 * 3652.5];

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void NowMs_ClockIsSetWhileItRuns_GoesOn(double hours)
    {
        SteadyTime steady = Start();
        Pass(10);
        _time.Offset = TimeSpan.FromHours(hours);
        Pass(10);

        Assert.Equal(20_000, steady.NowMs);
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void NowMs_ClockIsSetWhileItIsDown_CountsTheTimeDown(double hours)
    {
        SteadyTime before = Start();
        Pass(10);
        _database.Write(before.Note);
        _time.Offset = TimeSpan.FromHours(hours);
        Pass(30);

        SteadyTime after = Start();

        Assert.Equal((40_000, 30_000), (after.NowMs, after.DownMs));
    }

    [Fact]
    public void NowMs_NotedAWhileBeforeAKill_StillCountsEverything()
    {
        SteadyTime before = Start();
        _database.Write(before.Note);
        Pass(10);

        Assert.Equal(10_000, Start().NowMs);
    }

    [Fact]
    public void NowMs_AfterAReboot_GoesByTheWallClock()
    {
        SteadyTime before = Start();
        Pass(10);
        _database.Write(before.Note);
        Pass(30);
        _boot.Reboot();
        Pass(5);

        Assert.Equal(45_000, Start().NowMs);
    }

    [Fact]
    public void NowMs_AfterARebootIntoThePast_CountsNoTimeDown()
    {
        SteadyTime before = Start();
        Pass(10);
        _database.Write(before.Note);
        _boot.Reboot();
        _time.Offset = TimeSpan.FromDays(-365);
        Pass(5);

        Assert.Equal(10_000, Start().NowMs);
    }

    [Fact]
    public void NowMs_UptimeOfAContainerThatBeganAnew_GoesByTheWallClock()
    {
        SteadyTime before = Start();
        Pass(10);
        _database.Write(before.Note);
        Pass(30);
        var restarted = new FakeUptime("boot-1", 3);

        Assert.Equal(40_000, new SteadyTime(_database, _time, restarted).NowMs);
    }

    [Fact]
    public void NowMs_MachineSlept_CountsItsSleep()
    {
        var boot = new FakeUptime("boot", 1_000);
        var steady = new SteadyTime(_database, _time, boot);
        Pass(10);
        boot.UptimeMs += 10_000 + 3_600_000;

        _database.Write(steady.Note);

        Assert.Equal(3_610_000, steady.NowMs);
    }

    [Fact]
    public void NowMs_NoBootClock_GoesByTheWallClock()
    {
        _boot.IsSilent = true;
        SteadyTime before = Start();
        _database.Write(before.Note);
        Pass(30);

        Assert.Equal(30_000, Start().NowMs);
    }

    [Fact]
    public void Read_OfThisMachine_Goes()
    {
        var clock = new LinuxBootClock();

        BootTime? first = clock.Read();

        Assert.True(first is { UptimeMs: > 0, Boot.Length: > 0 });
        Assert.Equal(first.Value.Boot, clock.Read()!.Value.Boot);
    }

    private SteadyTime Start() => new(_database, _time, _boot);

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private sealed class FakeUptime(string boot, long uptimeMs) : IBootClock
    {
        public long UptimeMs { get; set; } = uptimeMs;

        public BootTime? Read() => new BootTime(boot, UptimeMs);
    }
}
