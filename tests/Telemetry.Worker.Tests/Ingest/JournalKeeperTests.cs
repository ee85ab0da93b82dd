using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class JournalKeeperTests
{
    [Fact]
    public async Task Start_WritesWhichCityIsInForceAndKeepsItsFiles()
    {
        await using var journal = new TestJournal();
        City city = TestCity.Load();

        await Keeper(journal, city).StartAsync(default);
        await Keeper(journal, city).StartAsync(default);

        IReadOnlyList<KeptRecord> records = await journal.ReadAsync();
        Assert.Equal([(RecordKind.City, city.ContentHash), (RecordKind.City, city.ContentHash)], records.Select(r => (r.Header.Kind, r.Text)));
        string folder = Assert.Single(Directory.GetDirectories(journal["cities"]));
        Assert.Equal(city.ContentHash, Path.GetFileName(folder));
        Assert.Equal(city.ContentHash, CityLoader.Load(folder).City!.ContentHash);
    }

    [Fact]
    public async Task Start_AfterACrashWhileTheCityWasWritten_WritesItWhole()
    {
        await using var journal = new TestJournal();
        City city = TestCity.Load();
        Directory.CreateDirectory(Path.Combine(journal["cities"], city.ContentHash + ".part", "systems"));
        await File.WriteAllTextAsync(Path.Combine(journal["cities"], city.ContentHash + ".part", "systems", "heating.yaml"), "system: hea");

        await Keeper(journal, city).StartAsync(default);

        Assert.Equal(city.ContentHash, CityLoader.Load(Assert.Single(Directory.GetDirectories(journal["cities"]))).City!.ContentHash);
    }

    [Fact]
    public async Task Stop_ClosesTheJournal()
    {
        await using var journal = new TestJournal();
        JournalKeeper keeper = Keeper(journal, TestCity.Load());
        await keeper.StartAsync(default);

        await keeper.StopAsync(default);

        Assert.Throws<ObjectDisposedException>(() => journal.Append(RecordKind.Tick, "", ""));
    }

    [Fact]
    public void ExternalBroker_SubscribesToWhatDevicesSendAndNothingElse()
    {
        var options = new MqttOptions { Mode = MqttMode.External, Host = "broker", Root = "liaocheng", Username = "worker", Password = "secret" };

        Mqtt.Client.MqttClientOptions client = ExternalBroker.ClientOptions(options, withInputs: false);

        Assert.Equal(
            ["liaocheng/+/+/+/telemetry", "liaocheng/+/+/+/event", "liaocheng/+/+/+/status", "liaocheng/+/+/+/snapshot/+", "liaocheng/+/+/+/command/reply"],
            client.Subscriptions.Select(s => s.Filter));
        Assert.Equal("liaocheng/input", ExternalBroker.ClientOptions(options, withInputs: true).Subscriptions[^1].Filter);
        Assert.Equal(("broker", 1883, "telemetry-all", "worker", false), (client.Host, client.Port, client.ClientId, client.UserName, client.CleanStart));
        Assert.Null(client.Tls);
        options.Tls = true;
        Assert.NotNull(ExternalBroker.ClientOptions(options, withInputs: false).Tls);
    }

    private static JournalKeeper Keeper(TestJournal journal, City city) => new(
        journal.Journal, new JournalRetention(journal.Journal, ["store"]), new JournalForecast(1 << 20, TimeSpan.FromHours(24), TimeProvider.System), new CityInForce(city, "city"), new CityArchive(journal["cities"], 100), new ManualTimeProvider(), new StopReason(), new TestLifetime(), NullLogger<JournalKeeper>.Instance);

    private sealed class TestLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => throw new InvalidOperationException("Nothing asked for that.");
    }
}
