using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;

namespace Telemetry.Storage.Tests.Sqlite;

public sealed class SqliteRollupTests
{
    private static readonly TimeSpan[] Widths =
        [TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(7), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromSeconds(31_557), TimeSpan.FromDays(1)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Rollups_LateRepeatedBadAndMissingSamplesWithRestarts_EqualTheModel(int seed)
    {
        var random = new Random(seed);
        await using var rig = new SqliteRig { UpkeepRows = random.Next(1, 40) };
        await rig.OpenAsync();
        var model = new ReadingModel();
        for (int round = 0; round < 60; round++)
        {
            string[] lines = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => RandomReading(random, rig, model))];
            await rig.WriteAsync(lines);

            if (random.Next(4) == 0)
                await rig.WriteAsync(lines);
            rig.Time.Advance(TimeSpan.FromSeconds(random.Next(0, 900)));
            for (int step = random.Next(0, 6); step > 0; step--)
                rig.Store.Upkeep();
            if (random.Next(10) == 0)
                await rig.OpenAsync();
            await CheckOneAsync(rig, model, random);
        }

        rig.Time.Advance(TimeSpan.FromMinutes(10));
        rig.FinishUpkeep();
        Assert.Empty(rig.Rows("SELECT series FROM _dirty"));
        foreach ((string device, string field) in from d in Devices from f in Fields select (d, f))
        {
            Assert.Equal(model.Rollup(device, field, 60_000), Table(rig, "_minutely", device, field));
            Assert.Equal(model.Rollup(device, field, 3_600_000), Table(rig, "_hourly", device, field));
        }

        for (int i = 0; i < 100; i++)
            await CheckOneAsync(rig, model, random);
    }

    [Fact]
    public async Task Upkeep_BlockNotOver_IsLeftAndAnsweredFromItsRows()
    {
        await using var rig = new SqliteRig();
        await rig.OpenAsync();
        long minute = rig.NowMs;
        await rig.WriteAsync(Lines.Of("heating", "hs-1", minute, ("flow", 1)), Lines.Of("heating", "hs-1", minute + 1_000, ("flow", 3)));
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        rig.FinishUpkeep();
        Assert.Empty(rig.Rows("SELECT * FROM _minutes"));
        Assert.Equal([new SeriesPoint(minute, 2, null)], await rig.QueryAsync("flow", minute, minute + 60_000, TimeSpan.FromMinutes(1)));

        rig.Time.Advance(TimeSpan.FromMinutes(1));
        rig.FinishUpkeep();
        Assert.Equal([$"{minute / 1000}|2|4|1|3|1|3"], Table(rig, "_minutely", "hs-1", "flow"));
        Assert.Equal([new SeriesPoint(minute, 2, null)], await rig.QueryAsync("flow", minute, minute + 60_000, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Upkeep_FailsInTheMiddle_ChangesNothingAndWorksTheNextTime()
    {
        await using var rig = new SqliteRig();
        await rig.OpenAsync();
        long ms = rig.NowMs - 3_600_000;
        await rig.WriteAsync(Lines.Of("heating", "hs-1", ms, ("flow", 1)), Lines.Of("heating", "hs-2", ms, ("flow", 1)));
        rig.Execute("ALTER TABLE _hours RENAME TO _elsewhere");

        Assert.False(rig.Store.Upkeep());
        Assert.Equal(["2"], rig.Rows("SELECT count(*) FROM _dirty"));
        Assert.Empty(rig.Rows("SELECT * FROM _minutes"));

        rig.Execute("ALTER TABLE _elsewhere RENAME TO _hours");
        rig.FinishUpkeep();
        Assert.Equal(["2"], rig.Rows("SELECT count(*) FROM _hours"));
    }

    [Fact]
    public async Task Upkeep_ValueTurnsOutBad_TakesItsBucketAway()
    {
        await using var rig = new SqliteRig();
        await rig.OpenAsync();
        long ms = rig.NowMs - 3_600_000;
        await rig.WriteAsync(Lines.Of("heating", "hs-1", ms, ("flow", 1)));
        rig.FinishUpkeep();
        await rig.WriteAsync(Lines.Of("heating", "hs-1", ms, ("flow_quality", "bad")));
        Assert.Empty(await rig.QueryAsync("flow", ms, rig.NowMs, TimeSpan.FromHours(1)));
        rig.FinishUpkeep();

        Assert.Empty(rig.Rows("SELECT * FROM _minutes UNION ALL SELECT * FROM _hours"));
        Assert.Empty(await rig.QueryAsync("flow", ms, rig.NowMs, TimeSpan.FromHours(1)));
        Assert.Equal([new SeriesPoint(ms, 1, null)], await rig.QueryAsync("flow", ms, rig.NowMs));
    }

    [Theory]
    [InlineData("bad", 1)]
    [InlineData("suspect", 1)]
    [InlineData("stuck", 2)]
    public async Task Upkeep_MarkedValue_CountsWhenARuleWouldSeeIt(string quality, double mean)
    {
        await using var rig = new SqliteRig();
        await rig.OpenAsync();
        long ms = rig.NowMs / 3_600_000 * 3_600_000 - 3_600_000;
        await rig.WriteAsync(Lines.Of("heating", "hs-1", ms, ("flow", 1)), Lines.Of("heating", "hs-1", ms + 1_000, ("flow", 3), ("flow_quality", quality)));
        Assert.Equal(mean, Assert.Single(await rig.QueryAsync("flow", ms, rig.NowMs, TimeSpan.FromHours(1))).Number);

        rig.FinishUpkeep();

        Assert.Equal(mean, Assert.Single(await rig.QueryAsync("flow", ms, rig.NowMs, TimeSpan.FromHours(1))).Number);
    }

    [Fact]
    public async Task Query_DeviceThatMoved_MergesRollupsOfItsSeries()
    {
        await using var rig = new SqliteRig();
        await rig.OpenAsync();
        long hour = rig.NowMs - 7_200_000;
        await rig.WriteAsync(
            Lines.At("heating", "gaotang", "hs-1", (hour + 600_000) * 1_000_000, ("flow", 3)),
            Lines.At("heating", "linqing", "hs-1", hour * 1_000_000, ("flow", 1)));
        rig.FinishUpkeep();

        foreach ((Aggregate function, double value) in new[] { (Aggregate.First, 1.0), (Aggregate.Last, 3.0), (Aggregate.Sum, 4.0), (Aggregate.Min, 1.0), (Aggregate.Max, 3.0), (Aggregate.Count, 2.0) })
            Assert.Equal([new SeriesPoint(hour - (hour % 86_400_000), value, null)], await rig.QueryAsync("flow", hour, rig.NowMs + 1, TimeSpan.FromDays(1), function));
    }

    [Fact]
    public async Task Query_MoreBucketsThanWanted_AnswersTheOldestOfAllSeries()
    {
        await using var rig = new SqliteRig();
        await rig.OpenAsync();
        long start = rig.NowMs - 36_000_000;
        await rig.WriteAsync([.. Enumerable.Range(0, 300).Select(i => Lines.At("heating", i < 200 ? "b" : "a", "hs-1", (start + ((i + 100) % 300 * 60_000)) * 1_000_000, ("flow", (i + 100) % 300)))]);
        rig.FinishUpkeep();

        IReadOnlyList<SeriesPoint> points = await rig.QueryAsync("flow", start, rig.NowMs, TimeSpan.FromMinutes(1), limit: 3);
        Assert.Equal([0.0, 1.0, 2.0], points.Select(p => p.Number!.Value));
    }

    [Fact]
    public async Task Views_Rollups_ReadWithNames()
    {
        await using var rig = new SqliteRig();
        await rig.OpenAsync();
        await rig.WriteAsync(Lines.Of("heating", "hs-1", rig.NowMs - 3_600_000, ("flow", 1.5)));
        rig.FinishUpkeep();
        Assert.Equal(["heating|hs-1|flow|2026-11-21 07:00:00|1|1.5|1.5|1.5|1.5|1.5"], rig.Rows("SELECT * FROM _hourly"));
        Assert.Equal(["2026-11-21 07:00:00"], rig.Rows("SELECT utc FROM _minutely"));
    }

    [Fact]
    public async Task Write_Events_AreNotRolledUp()
    {
        await using var rig = new SqliteRig();
        await rig.OpenAsync();
        long ms = rig.NowMs - 7_200_000;
        await rig.WriteAsync(Lines.Of("heating_event", "hs-1", ms, ("event", "fault"), ("confidence", 0.5)), Lines.Of("incident", "hs-1", ms, ("state", "open"), ("level", 2)));
        rig.FinishUpkeep();
        Assert.Empty(rig.Rows("SELECT * FROM _minutes"));
        Assert.Equal([new SeriesPoint(ms, 0.5, null)], await rig.QueryAsync("confidence", ms, rig.NowMs, TimeSpan.FromHours(1), measurement: "heating_event"));
    }

    private static readonly string[] Devices = ["hs-1", "hs-2", "hs-3"];

    private static readonly string[] Fields = ["flow", "level", "open"];

    private static string RandomReading(Random random, SqliteRig rig, ReadingModel model)
    {
        string device = Devices[random.Next(Devices.Length)];
        // Mostly now, sometimes minutes or hours late, and often at the very same moment as another one.
        long late = random.Next(10) switch { < 6 => 0, < 8 => random.Next(900_000), _ => random.Next(8 * 3_600_000) };
        long ms = rig.NowMs - late;
        if (random.Next(3) == 0)
            ms -= ms % 60_000;
        var fields = new List<(string, object)>();
        if (random.Next(4) > 0)
            fields.Add(("flow", random.Next(-400, 400) / 4.0));
        if (fields.Count > 0 && random.Next(5) == 0)
            fields.Add(("flow_quality", "bad"));
        if (random.Next(2) == 0)
            fields.Add(("level", random.Next(100)));
        if (random.Next(3) == 0)
            fields.Add(("open", random.Next(2) == 0));
        if (fields.Count == 0 || random.Next(4) == 0)
            fields.Add(("mode", "auto"));
        model.Write(device, ms, [.. fields]);
        return Lines.Of("heating", device, ms, [.. fields]);
    }

    private static async Task CheckOneAsync(SqliteRig rig, ReadingModel model, Random random)
    {
        string device = Devices[random.Next(Devices.Length)];
        string field = Fields[random.Next(Fields.Length)];
        Aggregate function = Enum.GetValues<Aggregate>()[random.Next(7)];
        TimeSpan every = Widths[random.Next(Widths.Length)];
        long from = rig.NowMs - random.Next(20 * 3_600_000);
        long to = from + random.Next(20 * 3_600_000);
        if (random.Next(2) == 0)
            (from, to) = (from - (from % 3_600_000), to - (to % 3_600_000));
        IReadOnlyList<SeriesPoint> points = await rig.QueryAsync(field, from, to, every, function, device);
        Assert.Equal(model.Query(device, field, from, to, (long)every.TotalMilliseconds, function), points);
    }

    private static List<string> Table(SqliteRig rig, string table, string device, string field) => rig.Rows($"""
        SELECT unixepoch(utc), count, sum, min, max, first, last FROM {table} WHERE field = '{field}' AND device = '{device}' ORDER BY utc
        """);
}
