using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Stores;

/// <summary>What every store promises; each implementation inherits these tests.</summary>
public abstract class StoreContract
{
    protected string Measurement { get; } = $"heating_{Guid.NewGuid():n}"[..20];

    /// <summary>Does the store tell which line of a batch it could not take?</summary>
    protected virtual bool TellsRejects => true;

    /// <summary>Of two values for one field and timestamp, is the later one kept?</summary>
    protected virtual bool KeepsTheLater => true;

    /// <summary>Does it keep points of 1970 and 2262?</summary>
    protected virtual bool KeepsAllTimes => true;

    /// <summary>Makes what was written visible to queries.</summary>
    protected virtual Task FlushAsync() => Task.CompletedTask;

    /// <summary>An initialized store.</summary>
    protected abstract Task<ITimeSeriesStore> OpenAsync();

    [Fact]
    public async Task Query_OneField_AnswersItsPointsInTheSpanOldestFirst()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(store, [.. Enumerable.Range(0, 10).Select(i => Reading("d1", 9 - i, ("flow", 10.5 + 9 - i), ("level", 3))), Reading("d2", 5, ("flow", 99))]);

        IReadOnlyList<SeriesPoint> points = await QueryAsync(store, "d1", "flow", 2, 5);

        Assert.Equal([Point(2, 12.5), Point(3, 13.5), Point(4, 14.5)], points);
    }

    [Fact]
    public async Task Query_Limit_AnswersTheOldest()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(store, [.. Enumerable.Range(0, 10).Select(i => Reading("d1", i, ("flow", i)))]);

        Assert.Equal([Point(0, 0), Point(1, 1), Point(2, 2)], await QueryAsync(store, "d1", "flow", 0, 100, limit: 3));
        Assert.Equal([Point(0, 4), Point(4, 4)], await QueryAsync(store, "d1", "flow", 0, 100, TimeSpan.FromSeconds(4), Aggregate.Count, limit: 2));
    }

    [Theory]
    [InlineData(Aggregate.Mean, 2.0, 11.0)]
    [InlineData(Aggregate.Min, 1.0, 10.0)]
    [InlineData(Aggregate.Max, 3.0, 12.0)]
    [InlineData(Aggregate.Sum, 6.0, 22.0)]
    [InlineData(Aggregate.Count, 3.0, 2.0)]
    [InlineData(Aggregate.First, 3.0, 12.0)]
    [InlineData(Aggregate.Last, 2.0, 10.0)]
    public async Task Query_Every_AnswersOnePointForEachBucketWithPoints(Aggregate function, double first, double third)
    {
        await using ITimeSeriesStore store = await OpenAsync();
        // Buckets of ten seconds: three points in the first, none in the second, two in the third.
        await WriteAsync(store, [
            Reading("d1", 0, ("flow", 3)), Reading("d1", 4, ("flow", 1)), Reading("d1", 9, ("flow", 2)),
            Reading("d1", 20, ("flow", 12)), Reading("d1", 29, ("flow", 10)), Reading("d1", 25, ("level", 1))]);

        IReadOnlyList<SeriesPoint> points = await QueryAsync(store, "d1", "flow", 0, 30, TimeSpan.FromSeconds(10), function);

        Assert.Equal([Point(0, first), Point(20, third)], points);
    }

    [Fact]
    public async Task Write_SameBatchAgain_KeepsEachReadingOnce()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        string[] lines = [.. Enumerable.Range(0, 100).Select(i => Reading($"d{i % 3}", i / 3, ("flow", i)))];
        await WriteAsync(store, lines);
        await WriteAsync(store, [.. lines.Reverse()]);

        Assert.Equal(34, (await QueryAsync(store, "d0", "flow", 0, 1_000)).Count);
        Assert.Equal(34, Assert.Single(await QueryAsync(store, "d0", "flow", 0, 1_000, TimeSpan.FromDays(1), Aggregate.Count)).Number);
    }

    [Fact]
    public async Task Write_FieldsOfOneReadingInTwoLines_AreBothThere()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(store, Reading("d1", 0, ("flow", 1), ("level", 2)));
        await WriteAsync(store, Reading("d1", 0, ("level", 5), ("valve", 7)));

        Assert.Equal([Point(0, 1)], await QueryAsync(store, "d1", "flow", 0, 1));
        Assert.Equal([Point(0, 5)], await QueryAsync(store, "d1", "level", 0, 1));
        Assert.Equal([Point(0, 7)], await QueryAsync(store, "d1", "valve", 0, 1));
    }

    [Fact]
    public async Task Query_DeviceThatMoved_MergesItsSeries()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(
            store,
            Lines.At(Measurement, "linqing", "d1", Ns(0), ("flow", 1)),
            Lines.At(Measurement, "gaotang", "d1", Ns(2), ("flow", 3)),
            Lines.At(Measurement, "linqing", "d1", Ns(1), ("flow", 2)));

        Assert.Equal([Point(0, 1), Point(1, 2), Point(2, 3)], await QueryAsync(store, "d1", "flow", 0, 10));
        IReadOnlyList<SeriesPoint> mean = await QueryAsync(store, "d1", "flow", 0, 10, TimeSpan.FromSeconds(10));
        Assert.Equal([Point(0, 2)], mean);
    }

    [Theory]
    [InlineData("d2", "flow")]
    [InlineData("d1", "nothing")]
    [InlineData("d1' OR '1'='1", "flow")]
    [InlineData("d1\" OR \"1\"=\"1", "flow")]
    [InlineData("d1", "flow\" FROM \"x")]
    [InlineData("d1\\", "flow\\")]
    [InlineData("d1\n", "flow\n")]
    [InlineData("d1", "_ns")]
    public async Task Query_UnknownOrHostileName_IsEmpty(string device, string field)
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(store, Reading("d1", 0, ("flow", 1)));

        Assert.Empty(await QueryAsync(store, device, field, 0, 10));
        Assert.Empty(await store.QueryAsync(new SeriesQuery("no_suchSystem", "d1", "flow", Lines.Start, Lines.Start + 1), default));
    }

    [Fact]
    public async Task Query_WholeTime_AnswersAll()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(store, Reading("d1", 0, ("flow", 1)));

        Assert.Equal([Point(0, 1)], await store.QueryAsync(new SeriesQuery(Measurement, "d1", "flow", long.MinValue, long.MaxValue), default));
        Assert.Empty(await QueryAsync(store, "d1", "flow", 10, 0));
    }

    [Fact]
    public async Task Query_Nonsense_Throws()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => QueryAsync(store, "d1", "flow", 0, 1, TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentException>(() => QueryAsync(store, "d1", "flow", 0, 1, TimeSpan.FromTicks(1)));
        await Assert.ThrowsAsync<ArgumentException>(() => QueryAsync(store, "d1", "flow", 0, 1, limit: 0));
    }

    [Fact]
    public async Task Write_Booleans_CountAsOneAndZero()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(store, Reading("d1", 0, ("open", true)), Reading("d1", 1, ("open", false)));

        Assert.Equal([Point(0, 1), Point(1, 0)], await QueryAsync(store, "d1", "open", 0, 10));
    }

    [Fact]
    public async Task Write_PoisonLinesAmongGoodOnes_OnlyTheyAreMissing()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        string[] lines = [.. Enumerable.Range(0, 1_000).Select(i => Reading("d1", i, ("flow", i)))];
        lines[0] = "no line at all";
        lines[500] = $"{Measurement},device=d1 flow= {Ns(500)}";
        lines[999] = $"{Measurement},device=d1 flow=\"never closed {Ns(999)}";

        WriteResult result = await store.WriteAsync(Lines.Batch(lines), default);
        await FlushAsync();

        Assert.Equal(WriteOutcome.Stored, result.Outcome);
        Assert.Equal(997, (await QueryAsync(store, "d1", "flow", 0, 2_000)).Count);
        if (TellsRejects)
        {
            Assert.Equal(3, result.RejectedLines);
            Assert.Equal(3, store.Rejected.Count(LineRejection.Malformed));
        }
    }

    [Fact]
    public async Task Write_OneBadLineInTenThousand_TheOthersAreStored()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        string[] lines = [.. Enumerable.Range(0, 10_000).Select(i => Reading($"d{i % 2}", i / 2, ("flow", i)))];
        lines[7_777] = $"{Measurement},device=d1 flow= {Ns(0)}";

        WriteResult result = await store.WriteAsync(Lines.Batch(lines), default);
        await FlushAsync();

        Assert.Equal(WriteOutcome.Stored, result.Outcome);
        Assert.Equal(5_000, (await QueryAsync(store, "d0", "flow", 0, 10_000)).Count);
        Assert.Equal(4_999, (await QueryAsync(store, "d1", "flow", 0, 10_000)).Count);
        if (TellsRejects)
            Assert.Equal((1, 1), (result.RejectedLines, store.Rejected.Total));
    }

    [Fact]
    public async Task Write_TwoReadingsOfOneSeriesAndTimestamp_TheLaterOneIsThereOnce()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(store, Reading("d1", 0, ("flow", 1)));
        await WriteAsync(store, Reading("d1", 0, ("flow", 2)));
        await WriteAsync(store, Reading("d2", 0, ("flow", 1)), Reading("d2", 1, ("flow", 3)), Reading("d2", 0, ("flow", 2)));

        SeriesPoint only = Assert.Single(await QueryAsync(store, "d1", "flow", 0, 10));
        if (KeepsTheLater)
            Assert.Equal(Point(0, 2), only);
        Assert.Equal([Ms(0), Ms(1)], (await QueryAsync(store, "d2", "flow", 0, 10)).Select(p => p.TimestampMs));
    }

    [Theory]
    [InlineData("c,d")]
    [InlineData("c d")]
    [InlineData("c=d")]
    [InlineData("c, =d,")]
    [InlineData("北岸 1号")]
    public async Task Write_AwkwardNames_AreFoundAsTheyWere(string name)
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(store, Lines.At(Measurement, name, name, Ns(0), ("flow", 1)), Reading("plain", 0, ("flow", 2)));

        Assert.Equal([Point(0, 1)], await QueryAsync(store, name, "flow", 0, 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9_223_372_036_000)]
    public async Task Write_TimesFarAway_ComeBack(long ms)
    {
        await using ITimeSeriesStore store = await OpenAsync();
        WriteResult result = await store.WriteAsync(Lines.Batch(Lines.Of(Measurement, "d1", ms, ("flow", 1)), Reading("d1", 0, ("flow", 2))), default);
        await FlushAsync();

        Assert.Equal(WriteOutcome.Stored, result.Outcome);
        Assert.Equal([Point(0, 2)], await QueryAsync(store, "d1", "flow", 0, 10));
        if (KeepsAllTimes)
            Assert.Equal([new SeriesPoint(ms, 1, null)], await store.QueryAsync(new SeriesQuery(Measurement, "d1", "flow", ms, ms + 1), default));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-86_400_000)]
    public async Task Write_TimesBefore1970_HarmNothing(long ms)
    {
        await using ITimeSeriesStore store = await OpenAsync();
        WriteResult result = await store.WriteAsync(Lines.Batch(Lines.Of(Measurement, "d1", ms, ("flow", 1)), Reading("d1", 0, ("flow", 2))), default);
        await FlushAsync();

        Assert.Equal(WriteOutcome.Stored, result.Outcome);
        Assert.Equal([Point(0, 2)], await QueryAsync(store, "d1", "flow", 0, 10));
    }

    [Fact]
    public async Task Write_ManyDevicesAndFields_AllAreThere()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        string[] lines = [.. Enumerable.Range(0, 5_000).Select(i => Reading($"d{i % 100}", i / 100, ("flow", i), ($"extra{i % 7}", i)))];
        new Random(7).Shuffle(lines);
        await WriteAsync(store, lines);

        Assert.Equal(50, (await QueryAsync(store, "d42", "flow", 0, 1_000)).Count);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (i * 100) + 42).Where(i => i % 7 == 3).Select(i => (double?)i), (await QueryAsync(store, "d42", "extra3", 0, 1_000)).Select(p => p.Number));
    }

    protected static long Ms(int second) => Lines.Start + (second * 1_000L);

    protected static long Ns(int second) => Ms(second) * 1_000_000;

    protected static SeriesPoint Point(int second, double value) => new(Ms(second), value, null);

    protected string Reading(string device, int second, params ReadOnlySpan<(string Name, object Value)> fields) => Lines.Of(Measurement, device, Ms(second), fields);

    protected async Task WriteAsync(ITimeSeriesStore store, params string[] lines)
    {
        Assert.Equal(new WriteResult(WriteOutcome.Stored), await store.WriteAsync(Lines.Batch(lines), default));
        await FlushAsync();
    }

    protected Task<IReadOnlyList<SeriesPoint>> QueryAsync(
        ITimeSeriesStore store,
        string device,
        string field,
        int from,
        int to,
        TimeSpan? every = null,
        Aggregate function = Aggregate.Mean,
        int limit = 10_000) =>
        store.QueryAsync(new SeriesQuery(Measurement, device, field, Ms(from), Ms(to), every, function, limit), default);
}
