using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.LineProtocol;
using Telemetry.Storage.Sqlite;
using Telemetry.Storage.Stores;

namespace Telemetry.Benchmarks;

/// <summary>
/// <c>dotnet run -c Release --project bench/Telemetry.Benchmarks -- sqlite-year [devices] [folder]</c>: writes a year of readings
/// of five fields every 30 s from each device through the embedded store, rolls them up, and asks for one field of one device
/// over the whole year. Prints what a line costs to store and to roll up, and how long the answers take.
/// </summary>
internal static class SqliteYear
{
    private const long IntervalMs = 30_000;
    private const long YearMs = 365L * 24 * 3_600_000;
    private const int BatchLines = 60_000;

    private static readonly byte[][] Fields =
        [.. "primary_supply_pressure primary_return_pressure primary_supply_temperature primary_return_temperature primary_flow".Split(' ').Select(Encoding.UTF8.GetBytes)];

    public static async Task RunAsync(string[] arguments)
    {
        int devices = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 10;
        string folder = arguments.Length > 1 ? arguments[1] : Path.Combine(Path.GetTempPath(), "telemetry-sqlite-year");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "readings.db");
        long to = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 3_600_000 * 3_600_000;
        if (!File.Exists(path))
            await FillAsync(path, devices, to - YearMs, to);

        await using SqliteStore store = Open(path);
        await store.InitializeAsync(default);
        foreach ((string name, TimeSpan every, long span) in new (string, TimeSpan, long)[]
        {
            ("year, every 9h", TimeSpan.FromHours(9), YearMs),
            ("year, every 1h", TimeSpan.FromHours(1), YearMs),
            ("30 days, every 45m", TimeSpan.FromMinutes(45), YearMs / 12),
            ("1 day, every 90s (rows)", TimeSpan.FromSeconds(90), YearMs / 365),
        })
        {
            var query = new SeriesQuery("heating", "hs-0001", "primary_supply_pressure", to - span, to, every);
            var times = new List<double>();
            int points = 0;
            for (int i = 0; i < 21; i++)
            {
                long began = Stopwatch.GetTimestamp();
                points = (await store.QueryAsync(query, default)).Count;
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            System.Console.WriteLine($"{name}: {points} points, first {times[0]:f1} ms, then median {times.Skip(1).Order().ElementAt(10):f1} ms, longest {times.Skip(1).Max():f1} ms");
        }
    }

    private static SqliteStore Open(string path) => new(
        new SqliteStoreOptions { Path = path, KeepRaw = TimeSpan.Zero, KeepMinutes = TimeSpan.Zero, KeepHours = TimeSpan.Zero, HasUpkeepThread = false },
        (measurement, _) => measurement + "__station", new RejectedLines(null, TimeProvider.System, NullLogger.Instance), TimeProvider.System, NullLogger<SqliteStore>.Instance);

    private static async Task FillAsync(string path, int devices, long from, long to)
    {
        await using SqliteStore store = Open(path);
        await store.InitializeAsync(default);
        var batch = new LineBatch(BatchLines, 64 << 20);
        byte[] buffer = new byte[1_000];
        var random = new Random(1);
        (double Writing, double Upkeep) seconds = default;
        long position = 0;
        byte[][] series = [.. Enumerable.Range(0, devices).Select(d => LineEscape.Series("heating", ("area", "linqing"), ("device", $"hs-{d:d4}"), ("site", "bench")))];
        for (long ms = from; ms < to; ms += IntervalMs)
        {
            foreach (byte[] one in series)
            {
                var writer = new LineWriter(buffer);
                writer.Series(one);
                foreach (byte[] field in Fields)
                    writer.Number(field, Math.Round(random.NextDouble() * 100, 2));
                writer.Timestamp(ms * 1_000_000);
                batch.Add(buffer.AsSpan(0, writer.Written), position++, ms);
            }

            if (!batch.IsFull && ms + IntervalMs < to)
                continue;
            long began = Stopwatch.GetTimestamp();
            WriteResult result = await store.WriteAsync(batch, default);
            if (result.Outcome != WriteOutcome.Stored || result.RejectedLines > 0)
                throw new InvalidOperationException($"{result}");
            seconds.Writing += Stopwatch.GetElapsedTime(began).TotalSeconds;
            began = Stopwatch.GetTimestamp();
            while (store.Upkeep())
            {
            }

            seconds.Upkeep += Stopwatch.GetElapsedTime(began).TotalSeconds;
            batch.Clear(position);
        }

        System.Console.WriteLine($"{position} lines of {devices} devices: {seconds.Writing * 1e6 / position:f2} us to store, {seconds.Upkeep * 1e6 / position:f2} us to roll up and checkpoint, {store.Statistics.FileBytes / (double)position:f0} bytes of file each");
    }
}
