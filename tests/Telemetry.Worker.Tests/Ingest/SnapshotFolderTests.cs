using Telemetry.Testing;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class SnapshotFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HashSet<string> _inUse = [];
    private readonly SnapshotFolder _snapshots;

    public SnapshotFolderTests()
    {
        _snapshots = new SnapshotFolder(_folder["snapshots"], new SnapshotOptions { MaximumBytes = 1000 }, () => _inUse);
        _snapshots.Prepare();
    }

    private IEnumerable<string?> Names => Directory.GetFiles(_folder["snapshots"]).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_BeyondTheLimit_DeletesTheOldestUntilThereIsRoomToSpare()
    {
        for (int i = 0; i < 10; i++)
            Write($"{i}", 100, day: i);
        Assert.Equal((10, 1000), (Names.Count(), _snapshots.Bytes));

        _snapshots.Write("new", new byte[100]);

        Assert.Equal(["2", "3", "4", "5", "6", "7", "8", "9", "new"], Names);
        Assert.Equal((900, 2), (_snapshots.Bytes, _snapshots.EvictedByBytes));
    }

    [Fact]
    public void Write_OldestIsOfAnOpenIncident_TheNextGoesInstead()
    {
        for (int i = 0; i < 10; i++)
            Write($"{i}", 100, day: i);
        _inUse.UnionWith(["0", "2"]);

        _snapshots.Write("new", new byte[100]);

        Assert.Equal(["0", "2", "4", "5", "6", "7", "8", "9", "new"], Names);
    }

    [Fact]
    public void Write_AllOthersAreInUse_KeepsThemAndTheNewOne()
    {
        Write("0", 900, day: 0);
        _inUse.Add("0");

        _snapshots.Write("new", new byte[900]);

        Assert.Equal(["0", "new"], Names);
    }

    [Fact]
    public void Write_OpenIncidentsTakeTwiceTheLimit_IsRefusedUntilSomeClose()
    {
        for (int i = 0; i < 20; i++)
        {
            _inUse.Add($"{i}");
            Write($"{i}", 100, day: i);
        }

        Assert.Contains("Snapshots:MaximumBytes", Assert.Throws<IOException>(() => _snapshots.Write("more", new byte[100])).Message, StringComparison.Ordinal);
        Assert.Equal((20, 2000), (Names.Count(), _snapshots.Bytes));

        _inUse.Clear();
        for (int i = 1; i < 64; i++)
            Assert.Throws<IOException>(() => _snapshots.Write("more", new byte[100]));
        _snapshots.Write("more", new byte[100]);
        Assert.Contains("more", Names);
        Assert.InRange(_snapshots.Bytes, 100, 1000);
    }

    [Fact]
    public void Write_InTheOldOnesPlace_CountsOnce()
    {
        _snapshots.Write("a", new byte[400]);
        _snapshots.Write("a", new byte[300]);

        Assert.Equal((300, 0), (_snapshots.Bytes, _snapshots.EvictedByBytes));
    }

    [Fact]
    public void Expire_OlderThanTheLimit_GoUnlessInUse()
    {
        Write("old", 10, day: 0);
        Write("kept", 10, day: 0);
        Write("young", 10, day: 1);
        _inUse.Add("kept");

        _snapshots.Expire(Day(31).AddSeconds(-1));

        Assert.Equal(["kept", "young"], Names);
        Assert.Equal((20, 1, 0), (_snapshots.Bytes, _snapshots.EvictedByAge, _snapshots.EvictedByBytes));
    }

    [Fact]
    public void Prepare_FolderWithPictures_MeasuresThem()
    {
        Write("a", 400, day: 0);
        var again = new SnapshotFolder(_folder["snapshots"], new SnapshotOptions(), () => _inUse);

        again.Prepare();

        Assert.Equal(400, again.Bytes);
    }

    private static DateTimeOffset Day(int day) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day);

    private void Write(string name, int bytes, int day)
    {
        _snapshots.Write(name, new byte[bytes]);
        File.SetLastWriteTimeUtc(Path.Combine(_folder["snapshots"], name), Day(day).UtcDateTime);
    }
}
