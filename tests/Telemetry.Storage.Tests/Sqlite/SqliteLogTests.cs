using Microsoft.Data.Sqlite;
using Telemetry.Storage.Sqlite;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;

namespace Telemetry.Storage.Tests.Sqlite;

public sealed class SqliteLogTests
{
    [Fact]
    public async Task Upkeep_LogIsLong_EmptiesIt()
    {
        await using var rig = new SqliteRig { CheckpointPages = 100 };
        await rig.OpenAsync();
        await FillAsync(rig, 0);
        Assert.InRange(rig.Store.Statistics.LogBytes, 400 * 1024, long.MaxValue);
        rig.Store.Upkeep();
        // What the step itself wrote afterwards.
        Assert.InRange(rig.Store.Statistics.LogBytes, 0, 100 * 1024);
        Assert.Equal(["3000"], rig.Rows("SELECT count(*) FROM heating__station"));
        Assert.True(rig.Store.Statistics.FileBytes > 100 * 1024);
    }

    [Fact]
    public async Task Write_ReaderKeepsAnOldState_StopsAtTheLimitAndGoesOnWhenItHasEnded()
    {
        await using var rig = new SqliteRig { CheckpointPages = 100, MaximumLogBytes = 1 << 20 };
        await rig.OpenAsync();
        await FillAsync(rig, 0);
        using (SqliteConnection reader = rig.Connect())
        using (reader.BeginTransaction(deferred: true))
        {
            using SqliteCommand look = reader.CreateCommand();
            look.CommandText = "SELECT count(*) FROM heating__station";
            look.ExecuteScalar();

            int batch = 1;
            WriteResult result;
            do
            {
                result = await rig.Store.WriteAsync(Batch(rig, batch), default);
                rig.Store.Upkeep();
            }
            while (result.Outcome == WriteOutcome.Stored && batch++ < 100);
            Assert.Equal(WriteOutcome.Retry, result.Outcome);
            Assert.Contains("end that reader", result.Message);
            long full = rig.Store.Statistics.LogBytes;
            Assert.InRange(full, 1 << 20, 3 << 20);
            Assert.False(rig.Store.Upkeep());
            Assert.Equal(full, rig.Store.Statistics.LogBytes);
        }

        for (int batch = 1_000; batch < 1_005; batch++)
        {
            await FillAsync(rig, batch);
            rig.Store.Upkeep();
        }

        Assert.InRange(rig.Store.Statistics.LogBytes, 0, 1 << 20);
    }

    [Fact]
    public void UpkeepThread_WorkIsLeft_GoesOn()
    {
        using var enough = new ManualResetEventSlim();
        int steps = 0;
        using (new UpkeepThread(Step, () => true))
            Assert.True(enough.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.True(steps >= 10);

        TimeSpan? Step()
        {
            if (++steps == 10)
                enough.Set();
            return TimeSpan.FromTicks(steps);
        }
    }

    private static async Task FillAsync(SqliteRig rig, int batch) =>
        Assert.Equal(WriteOutcome.Stored, (await rig.Store.WriteAsync(Batch(rig, batch), default)).Outcome);

    private static LineBatch Batch(SqliteRig rig, int batch) =>
        Lines.Batch(Enumerable.Range(0, 3_000).Select(i => Lines.Of("heating", $"hs-{i % 100}", rig.NowMs - 86_400_000 + (batch * 1_000) + i, ("flow", i / 7.0), ("level", i / 3.0), ("mode", new string('x', 100)))));
}
