using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class TickWriterTests
{
    [Fact]
    public async Task Ticks_SayThatDevicesCouldBeHeardOnlyWhenTheyCouldSinceTheLast()
    {
        await using var journal = new TestJournal();
        var time = new ManualTimeProvider();
        var ingest = new TestIngestState { IsUp = true };
        using var writer = new TickWriter(journal.Log, ingest, new AlertsOptions(), new ClockOptions(), time);

        await writer.StartAsync(default);
        await NextAsync(journal, time, count: 2);
        ingest.IsUp = false;
        await NextAsync(journal, time, count: 3);
        ingest.IsUp = true;
        await NextAsync(journal, time, count: 5);
        await writer.StopAsync(default);

        IReadOnlyList<KeptRecord> ticks = await journal.ReadAsync();
        Assert.Equal([false, true, false, false, true], ticks.Select(t => t.Header.Flags == RecordFlags.IngestUp));
        Assert.All(ticks, tick => Assert.Equal(RecordKind.Tick, tick.Header.Kind));
        Assert.Equal([-1, 5_000, 5_000, 5_000, 5_000], ticks.Select(t => TickBody.ElapsedMs(t.Body)));
        Assert.Equal([5_000, 5_000, 5_000, 5_000], ticks.Zip(ticks.Skip(1), (a, b) => b.Header.TimestampMs - a.Header.TimestampMs));
    }

    [Fact]
    public async Task FastClock_TicksAtMostFiveTimesARealSecond()
    {
        await using var journal = new TestJournal();
        var time = new ManualTimeProvider();
        using var writer = new TickWriter(journal.Log, new TestIngestState(), new AlertsOptions(), new ClockOptions { Speed = 600 }, time);

        await writer.StartAsync(default);
        await Eventually.TrueAsync(() => journal.Journal.NextPosition == 1);
        await Eventually.TrueAsync(() => time.Timers == 1);
        time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(1, journal.Journal.NextPosition);
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => journal.Journal.NextPosition == 2);
        await writer.StopAsync(default);
    }

    [Fact]
    public async Task FastClock_GivesDevicesTenRealSecondsToConnect()
    {
        await using var journal = new TestJournal();
        var time = new ManualTimeProvider();
        using var writer = new TickWriter(journal.Log, new TestIngestState { IsUp = true }, new AlertsOptions(), new ClockOptions { Speed = 10 }, time);

        await writer.StartAsync(default);
        await NextAsync(journal, time, count: 22);
        await writer.StopAsync(default);

        IReadOnlyList<KeptRecord> ticks = await journal.ReadAsync();
        Assert.Equal(20, ticks.TakeWhile(t => t.Header.Flags == RecordFlags.None).Count());
    }

    private static async Task NextAsync(TestJournal journal, ManualTimeProvider time, int count)
    {
        await Eventually.TrueAsync(() => journal.Journal.NextPosition >= 1);
        while (journal.Journal.NextPosition < count)
        {
            long before = journal.Journal.NextPosition;
            time.Advance(TimeSpan.FromSeconds(5));
            await Eventually.TrueAsync(() => journal.Journal.NextPosition == before + 1);
        }
    }

    private sealed class TestIngestState : IIngestState
    {
        public bool IsUp { get; set; }

        public string Description => "test";
    }
}
