using Telemetry.Storage.Sqlite;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Sqlite;

/// <summary>The embedded store leaves alarms and cursors something of the disk.</summary>
public sealed class SqliteReserveTests
{
    [Theory]
    [InlineData(20_000, 10_000)]
    [InlineData(1L << 40, 52_428)]
    public async Task Write_HalfOfTheReserveIsTaken_WaitsUntilThereIsRoom(long reserve, long half)
    {
        await using var rig = new SqliteRig { ReserveBytes = reserve };
        SqliteStore store = await rig.OpenAsync();
        string line = $"heating,device=hs-1 flow=1 {rig.NowMs}000000";

        rig.FreeBytes = half - 1;
        WriteResult result = await store.WriteAsync(Stores.Lines.Batch(line), default);
        Assert.Equal(WriteOutcome.Retry, result.Outcome);
        Assert.Contains("make room", result.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Rows("SELECT * FROM sqlite_master WHERE name = 'heating__station'"));

        rig.FreeBytes = half;
        await rig.WriteAsync(line);
        Assert.Single(rig.Rows("SELECT * FROM heating__station"));
    }

    [Fact]
    public async Task Upkeep_HalfOfTheReserveIsTaken_WaitsUntilThereIsRoom()
    {
        await using var rig = new SqliteRig { ReserveBytes = 20_000 };
        SqliteStore store = await rig.OpenAsync();
        await rig.WriteAsync($"heating,device=hs-1 flow=1 {rig.NowMs}000000");
        rig.Time.Advance(TimeSpan.FromHours(3));

        rig.FreeBytes = 0;
        Assert.False(store.Upkeep());
        Assert.Equal(0, store.Statistics.RolledUp);

        rig.FreeBytes = 1 << 20;
        rig.FinishUpkeep();
        Assert.True(store.Statistics.RolledUp > 0);
    }
}
