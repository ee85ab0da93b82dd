using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Stores;

/// <summary>What the stores promise that keep texts as well as numbers.</summary>
public abstract class TextStoreContract : StoreContract
{
    [Fact]
    public async Task Write_HostileTexts_ComeBackAsTheyWere()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        string[] texts = ["auto", "", "a,b c=d", "say \"x\"", "\\", "c:\\", "\\\"", "\\n", "北岸😀", "' OR 1=1 --", "5", "true", " 12", "=\"", new string('x', 20_000)];
        await WriteAsync(store, [.. texts.Select((t, i) => Reading("d1", i, ("mode", t), ("flow", i)))]);

        IReadOnlyList<SeriesPoint> points = await QueryAsync(store, "d1", "mode", 0, 100);

        Assert.Equal(texts, points.Select(p => p.Text));
        Assert.Equal(texts.Length, (await QueryAsync(store, "d1", "flow", 0, 100)).Count);
        Assert.Equal("auto", (await QueryAsync(store, "d1", "mode", 0, 100, TimeSpan.FromMinutes(10), Aggregate.First))[0].Text);
    }

    [Fact]
    public async Task Write_BadValue_KeepsItsQualityBesideIt()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(store, Reading("d1", 0, ("flow", 1)), Reading("d1", 1, ("flow", 9e9), ("flow_quality", "bad")));

        Assert.Equal(2, (await QueryAsync(store, "d1", "flow", 0, 10)).Count);
        Assert.Equal([new SeriesPoint(Ms(1), null, "bad")], await QueryAsync(store, "d1", "flow_quality", 0, 10));
    }

    [Fact]
    public async Task Write_TwoEventsInOneMillisecond_AreBothThere()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(
            store,
            Lines.At(Measurement + "_event", "linqing", "cam-01", Ns(0), ("event", "intrusion"), ("confidence", 0.9)),
            Lines.At(Measurement + "_event", "linqing", "cam-01", Ns(0) + 1, ("event", "cleared"), ("confidence", 0.8)));

        var query = new SeriesQuery(Measurement + "_event", "cam-01", "event", Ms(0), Ms(1));
        Assert.Equal(["intrusion", "cleared"], (await store.QueryAsync(query, default)).Select(p => p.Text));
    }

    [Fact]
    public async Task Write_FieldOfAnotherType_IsSetAsideAndTheRestIsStored()
    {
        await using ITimeSeriesStore store = await OpenAsync();
        await WriteAsync(store, Reading("d1", 0, ("flow", 1)));

        WriteResult result = await store.WriteAsync(Lines.Batch(Reading("d1", 1, ("flow", 2)), Reading("d1", 2, ("flow", "three")), Reading("d1", 3, ("flow", 4))), default);

        Assert.Equal((WriteOutcome.Stored, 1), (result.Outcome, result.RejectedLines));
        Assert.Equal(1, store.Rejected.Count(LineRejection.TypeConflict));
        Assert.Equal([Point(0, 1), Point(1, 2), Point(3, 4)], await QueryAsync(store, "d1", "flow", 0, 10));
    }
}
