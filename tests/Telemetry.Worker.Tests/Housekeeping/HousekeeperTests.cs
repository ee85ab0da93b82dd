using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Housekeeping;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.Quarantine;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Housekeeping;

public sealed class HousekeeperTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    /// <summary>Not today: what was written today by the machine's clock is kept whatever this one says.</summary>
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2025, 3, 1, 8, 0, 0, TimeSpan.Zero));

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void TryNow_ClockThatWasSet_DoesNotCountUntilItGoesOn()
    {
        var wall = new SteppedTimeProvider(_time);
        var clock = new SteadyClock(wall);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(clock.TryNow(out DateTimeOffset now));
        Assert.Equal(_time.GetUtcNow(), now);
        wall.Offset = TimeSpan.FromDays(3650);
        Assert.False(clock.TryNow(out _));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(clock.TryNow(out _));
        wall.Offset = TimeSpan.Zero;
        Assert.False(clock.TryNow(out _));
    }

    [Fact]
    public async Task Clean_DeletesWhatIsTooOldEverywhere()
    {
        var database = new AlertDatabase(_folder["alerts.db"]);
        var history = new AlertHistory(database, new AlertsOptions());
        var quarantine = new QuarantineStore(_folder["quarantine.db"]);
        quarantine.Add([new QuarantinedMessage(1, _time.GetUtcNow().ToUnixTimeMilliseconds(), "oversize", "", "t", [1])], 2, 10);
        database.Write(c => AuditLog.Add(c, _time.GetUtcNow().ToUnixTimeMilliseconds(), "li", "look", "x", null));
        var snapshots = new SnapshotFolder(_folder["snapshots"], new SnapshotOptions(), () => new HashSet<string>());
        snapshots.Prepare();
        snapshots.Write("a.png", [1]);
        File.SetLastWriteTimeUtc(_folder["snapshots/a.png"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using var housekeeper = new Housekeeper(history, quarantine, snapshots, new QuarantineOptions(), new SnapshotOptions(), _time, new ListLogger<Housekeeper>());

        await housekeeper.CleanAsync(default);
        Assert.Equal((1, 0, 1), (quarantine.Count, history.DeletedAuditEntries, snapshots.EvictedByAge));
        _time.Advance(TimeSpan.FromDays(31));
        await housekeeper.CleanAsync(default);
        Assert.Equal((0, 0), (quarantine.Count, history.DeletedAuditEntries));
        _time.Advance(TimeSpan.FromDays(3 * 365));
        await housekeeper.CleanAsync(default);
        Assert.Equal(1, history.DeletedAuditEntries);
    }

    [Fact]
    public async Task Clean_FolderThatIsGone_IsToldAndTriedAgain()
    {
        var database = new AlertDatabase(_folder["alerts.db"]);
        var log = new ListLogger<Housekeeper>();
        var snapshots = new SnapshotFolder(_folder["missing"], new SnapshotOptions(), () => new HashSet<string>());
        using var housekeeper = new Housekeeper(
            new AlertHistory(database, new AlertsOptions()), new QuarantineStore(_folder["quarantine.db"]), snapshots, new QuarantineOptions(), new SnapshotOptions(), _time, log);

        await housekeeper.CleanAsync(default);

        Assert.Contains("could not be deleted", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void OpenPictures_AreThoseOfIncidentsThatStand()
    {
        var database = new AlertDatabase(_folder["alerts.db"]);
        database.Write(c =>
        {
            IncidentStore.Save(c, TestIncident.Create("a") with { DeviceId = "cam-1", Attributes = """{"snapshot":"s-1"}""" });
            IncidentStore.Save(c, TestIncident.Create("b", state: IncidentState.Closed) with { DeviceId = "cam-1", Attributes = """{"snapshot":"s-2"}""" });
            IncidentStore.Save(c, TestIncident.Create("c"));
        });

        Assert.Equal(
            [SnapshotKeeper.FileName("cam-1", "s-1", "jpg"), SnapshotKeeper.FileName("cam-1", "s-1", "png")],
            OpenPictures.FileNames(database).OrderByDescending(name => name.EndsWith("jpg", StringComparison.Ordinal)));
    }

    private sealed class SteppedTimeProvider(ManualTimeProvider inner) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

        public override long GetTimestamp() => inner.GetTimestamp();
    }
}
