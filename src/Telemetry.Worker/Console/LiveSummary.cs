using System.Globalization;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Stores;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Stores;

namespace Telemetry.Worker.Console;

/// <summary>A calm line every few seconds for whoever runs the worker in a terminal; a terminal sees one line that changes, a file a line every ten seconds.</summary>
internal sealed class LiveSummary(
    IngestCounters counters, LiveCity live, CityInForce city, AlertDatabase alerts, StoreUploader uploader, TimeProvider time) : WorkerPart
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FileInterval = TimeSpan.FromSeconds(10);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        bool isTerminal = !System.Console.IsOutputRedirected;
        TimeSpan interval = isTerminal ? TerminalInterval : FileInterval;
        using var timer = new PeriodicTimer(interval, TimeProvider.System);
        long before = counters.ReceivedTotal;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            long now = counters.ReceivedTotal;
            string line = Line((now - before) / interval.TotalSeconds);
            before = now;
            await System.Console.Out.WriteAsync(isTerminal ? $"\r{line}\u001b[K" : line + "\n");
        }
    }

    private string Line(double rate)
    {
        UploaderStatistics store = uploader.Statistics;
        // A planned device is waited for by nobody.
        var expected = city.City.Devices.Where(device => device.State is DeviceState.InService or DeviceState.Commissioning).ToList();
        int seen = expected.Count(device => live.Of(device).LastReceivedAtMs is not null);
        IReadOnlyList<Incident> open = alerts.Read((SqliteConnection connection) => IncidentStore.List(connection, IncidentStates.Open, 10_000));
        int unanswered = open.Count(incident => incident.State is IncidentState.Unacknowledged or IncidentState.ReturnedUnacknowledged);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():HH:mm:ss}  devices {seen}/{expected.Count}  received {counters.ReceivedTotal} ({rate:0.0}/s)  rejected {counters.RejectedTotal}  stored {store.StoredLines} (lag {store.LagRecords})  incidents {open.Count} open, {unanswered} unanswered");
    }
}
