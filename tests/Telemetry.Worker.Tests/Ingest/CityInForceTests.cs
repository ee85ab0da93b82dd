using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class CityInForceTests
{
    private static readonly City Before = TestCity.Load();
    private static readonly City After = TestCity.Load(TestCity.Places.Replace(
        "en: One } }", "en: One }, area: village, moved-from: [town] }", StringComparison.Ordinal));

    [Fact]
    public async Task Switch_ManyThreadsSend_EveryRecordStandsUnderTheCityThatItWasMadeBy()
    {
        const int threads = 4;
        const int messages = 3_000;
        await using var ingest = new TestIngest(segmentBytes: 1 << 20, options: new PayloadOptions { MessagesPerSecond = 100_000, MessageBurst = 1_000_000 });
        int switches = 0;
        long sent = 0;
        Task[] senders = [.. Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < messages || Volatile.Read(ref switches) < 4; i++, Interlocked.Increment(ref sent))
                    ingest.Receive(TestCity.Station + "/telemetry", $$"""{"ts":{{ingest.NowMs - (i * threads) - thread}},"flow":1}""");
            },
            TaskCreationOptions.LongRunning))];
        for (; senders.Any(sender => !sender.IsCompleted); Interlocked.Increment(ref switches))
        {
            long seen = Interlocked.Read(ref sent);
            ingest.Switch(switches % 2 == 0 ? After : Before);
            while (senders.Any(sender => !sender.IsCompleted) && Interlocked.Read(ref sent) == seen)
                await Task.Yield();
        }

        await Task.WhenAll(senders);
        string area = "town";
        int[] readings = new int[2];
        foreach (KeptRecord record in await ingest.Journal.ReadAsync())
        {
            if (record.Header.Kind == RecordKind.City)
                area = record.Text == After.ContentHash ? "village" : "town";
            else if (record.Header.Kind == RecordKind.Reading)
                readings[area == "town" ? 0 : 1] += record.Text.StartsWith($"heating,area={area},device=hs-1,", StringComparison.Ordinal) ? 1 : throw new InvalidDataException($"{record.Text} stands under {area}");
        }

        Assert.Equal(sent, readings.Sum());
        Assert.All(readings, count => Assert.NotEqual(0, count));
    }

    [Fact]
    public void Switch_RecordCannotBeAppended_LeavesTheCityInForce()
    {
        var city = new CityInForce(Before, "city");

        Assert.Throws<JournalFailedException>(() => city.Switch(After, () => throw new JournalFailedException("gone")));

        Assert.Same(Before, city.City);
        using CityUse use = city.Use();
        Assert.Same(Before, use.View.City);
    }

    [Fact]
    public async Task Switch_WhileAMessageIsOnItsWay_WaitsForIt()
    {
        var city = new CityInForce(Before, "city");
        using var isUsed = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        City? seenAtTheEnd = null;
        Task user = Task.Factory.StartNew(
            () =>
            {
                using CityUse use = city.Use();
                isUsed.Set();
                mayEnd.Wait();
                seenAtTheEnd = city.City;
            },
            TaskCreationOptions.LongRunning);
        isUsed.Wait(TestContext.Current.CancellationToken);
        bool isAtTheBorder = false;
        Task change = Task.Factory.StartNew(() => city.Switch(After, () => isAtTheBorder = user.IsCompleted || seenAtTheEnd is not null), TaskCreationOptions.LongRunning);

        mayEnd.Set();
        await Task.WhenAll(user, change);

        Assert.Same(Before, seenAtTheEnd);
        Assert.True(isAtTheBorder);
        Assert.Same(After, city.City);
    }

    [Fact]
    public async Task UnknownField_OfADeviceInBothCities_IsToldOnce()
    {
        await using var ingest = new TestIngest();
        City without = TestCity.Load(TestCity.Places.Replace("  - { id: hs-3, system: heating, kind: station, site: here, title: { zh: 三, en: Three } }\n", "", StringComparison.Ordinal).Replace(", children: [hs-3]", "", StringComparison.Ordinal));

        ingest.Receive("city/town/water-safety/cam-1/telemetry", """{"battery":5,"nonsense":1}""");
        ingest.Switch(without);
        ingest.Receive("city/town/water-safety/cam-1/telemetry", """{"battery":5,"nonsense":1}""");
        ingest.Receive("city/town/water-safety/cam-2/telemetry", """{"battery":5,"nonsense":1}""");

        Assert.Equal(["cam-1", "cam-2"], ingest.Logger.Lines.Select(line => line.Split(' ')[1]));
    }

    [Fact]
    public async Task Receive_DeviceThatWasMoved_WritesANewSeriesUnderBothTopics()
    {
        await using var ingest = new TestIngest();
        ingest.Receive(TestCity.Station + "/telemetry", """{"flow":1}""");
        ingest.Switch(After);
        ingest.Receive(TestCity.Station + "/telemetry", """{"flow":2}""");
        ingest.Receive("city/village/heating/hs-1/telemetry", """{"flow":3}""");

        Assert.Equal(
            ["area=town flow=1", "area=village flow=2", "area=village flow=3"],
            (await ingest.Journal.ReadAsync()).Where(r => r.Header.Kind == RecordKind.Reading)
                .Select(r => r.Text.Split(',', ' ')).Select(parts => $"{parts[1]} {parts[4]}"));
        Assert.Equal(0, ingest.Counters.RejectedTotal);
    }

    [Fact]
    public async Task Receive_DeviceThatIsGoneOrNew_IsRejectedOrTakenFromTheRecordOn()
    {
        await using var ingest = new TestIngest();
        ingest.Switch(TestCity.Load(TestCity.Places.Replace("id: cam-2,", "id: cam-7,", StringComparison.Ordinal)));

        ingest.Receive("city/town/water-safety/cam-2/telemetry", """{"battery":5}""");
        ingest.Receive("city/town/water-safety/cam-7/telemetry", """{"battery":5}""");

        Assert.Equal([RecordKind.City, RecordKind.Reject, RecordKind.Reading], (await ingest.Journal.ReadAsync()).Select(r => r.Header.Kind));
    }

    [Fact]
    public void Use_AllocatesNothing()
    {
        var city = new CityInForce(Before, "city");
        Use(city);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            Use(city);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void Use(CityInForce city)
        {
            using CityUse use = city.Use();
            Assert.True(ReferenceEquals(use.View.City, Before));
        }
    }
}
