using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Backtest;

namespace Telemetry.Benchmarks;

/// <summary>
/// Readings a second of a backtest on one thread: five thresholds with <c>for</c>, two <c>delta(5m)</c>, one <c>avg(1h)</c>, one
/// <c>absent</c>, one <c>sum(24h)</c> on readings of one field.
/// </summary>
internal static class BacktestSpeed
{
    private const long StartMs = 1_763_700_000_000;
    private const int TickSeconds = 5;
    private const int IntervalSeconds = 30;

    private const string System = """
        system: bench
        title: { zh: 测, en: Bench }
        kinds:
          station:
            title: { zh: 站, en: Station }
            interval: 30s
            fields:
              pressure: { unit: MPa, title: { zh: 压, en: P } }
            rules:
              - { id: r0, when: pressure < 0.3, clear: pressure >= 0.35, for: 60s, severity: high, title: { zh: 规, en: R } }
              - { id: r1, when: pressure > 1.8, deadband: 0.05, for: 60s, severity: high, title: { zh: 规, en: R } }
              - { id: r2, when: pressure > 2.1, deadband: 0.05, for: 90s, severity: critical, title: { zh: 规, en: R } }
              - { id: r3, when: pressure < 0.2, deadband: 0.02, for: 90s, severity: critical, title: { zh: 规, en: R } }
              - { id: r4, when: pressure < 0.4, deadband: 0.02, for: 10m, severity: low, title: { zh: 规, en: R } }
              - { id: fall, when: "delta(pressure, 5m) < -0.5", deadband: 0.1, severity: medium, title: { zh: 规, en: R } }
              - { id: rise, when: "delta(pressure, 5m) > 0.5", deadband: 0.1, severity: medium, title: { zh: 规, en: R } }
              - { id: mean, when: "avg(pressure, 1h) > 1.5", deadband: 0.1, severity: medium, title: { zh: 规, en: R } }
              - { id: day, when: "sum(pressure, 24h) > 5000", deadband: 10, severity: low, title: { zh: 规, en: R } }
              - { id: silent, absent: 3 intervals, severity: medium, title: { zh: 规, en: R } }
        """;

    private const string City = """
        areas: [{ id: town, level: city, title: { zh: 镇, en: Town } }]
        sites: [{ id: here, area: town, title: { zh: 这里, en: Here } }]
        devices: [{ id: "s-{00000..DEVICES}", system: bench, kind: station, site: here }]
        """;

    /// <summary>Writes a city, a journal and the same as line protocol.</summary>
    public static async Task GenerateAsync(string folder, int devices, int readings)
    {
        Directory.CreateDirectory(Path.Combine(folder, "city", "systems"));
        Directory.CreateDirectory(Path.Combine(folder, "city", "city"));
        await File.WriteAllTextAsync(Path.Combine(folder, "city", "systems", "bench.yaml"), System);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "city", "city", "bench.yaml"), City.Replace("DEVICES", (devices - 1).ToString("D5", CultureInfo.InvariantCulture), StringComparison.Ordinal));
        City city = CityLoader.Load(Path.Combine(folder, "city")).City!;
        await using Journal journal = Journal.Open(
            new JournalOptions { Folder = Path.Combine(folder, "journal"), MaximumBytes = 1L << 40, ReserveBytes = 0 }, TimeProvider.System, NullLogger.Instance);
        await using FileStream lines = File.Create(Path.Combine(folder, "bench.lp"), 1 << 20);
        byte[] body = new byte[256];
        long nextTick = StartMs;
        for (int i = 0; i < readings; i++)
        {
            // Spread over the interval as in life.
            long now = StartMs + (long)(i / devices * (double)IntervalSeconds * 1000) + (long)(i % devices * (double)IntervalSeconds * 1000 / devices);
            for (; now >= nextTick; nextTick += TickSeconds * 1000)
                journal.Append(new RecordHeader(RecordKind.Tick, RecordFlags.IngestUp, Quality.Good, TimestampSource.Receipt, nextTick, nextTick), [], []);
            Device device = city.Devices[i % devices];
            double value = 0.8 + ((i * 7919L) % 1000 / 5000.0);
            int length = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(device.ReadingSeries.Span)} pressure={value:0.###} {now}000000"), body);
            journal.Append(new RecordHeader(RecordKind.Reading, RecordFlags.None, Quality.Good, TimestampSource.Device, now, now), device.IdUtf8.Span, body.AsSpan(0, length));
            lines.Write(body, 0, length);
            lines.WriteByte((byte)'\n');
            if (i % 1_000 == 0)
                await journal.WaitForRoomAsync(CancellationToken.None);
        }

        await journal.WaitForCommitAsync(journal.NextPosition - 1, CancellationToken.None);
    }

    /// <summary>Replays one of them and prints the speed.</summary>
    public static void Run(string folder, string input)
    {
        for (int run = 0; run < 3; run++)
        {
            var backtest = new BacktestRun(
                Recording.Of(Path.Combine(folder, input), out _), CityLibrary.Given(Path.Combine(folder, "city"), []), null, new BacktestSettings(), TimeProvider.System);
            long before = GC.GetTotalAllocatedBytes();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            BacktestResult result = backtest.Run(new Silent());
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            // On a machine that does other things too only the processor's time tells.
            double used = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{input}: {result.Before.Judged / seconds / 1e6:0.000} million readings/s, {result.Before.Judged / used / 1e6:0.000} million per second of processor time ({result.Before.Judged:N0} in {seconds:0.00} s, {result.Before.Report.Alarms} alarms, {(GC.GetTotalAllocatedBytes() - before) / (double)result.Before.Judged:0.00} B/reading)"));
        }
    }

    private sealed class Silent : ReplayProgress
    {
        public override void Step(long records, double share, long timeMs)
        {
        }
    }
}
