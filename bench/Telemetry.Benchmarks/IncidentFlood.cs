using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Benchmarks;

/// <summary>
/// Incidents by the thousand: a database with 10,000 open ones takes more, a second's worth in steps as the rule engine hands them on,
/// while their lines go through the outbox into a journal. Then what the pages ask for is timed.
/// </summary>
internal static class IncidentFlood
{
    private const int Standing = 10_000;
    private const int StepMs = 20;

    /// <param name="arguments">Seconds (60) and incidents a second (1000).</param>
    public static async Task RunAsync(string[] arguments)
    {
        int seconds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 60;
        int rate = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1_000;
        string folder = Path.Combine(Path.GetTempPath(), $"incident-flood-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            var database = new AlertDatabase(Path.Combine(folder, "alerts.db"));
            var outbox = new Outbox(database);
            var writer = new IncidentWriter(database, outbox, new NotificationPlan(new NotificationsOptions(), new ConsoleOptions()), TimeProvider.System, [new ScreenClearing(TimeProvider.System)]);
            await using Journal journal = Journal.Open(new JournalOptions { Folder = Path.Combine(folder, "journal"), MaximumBytes = 1L << 30, ReserveBytes = 0 }, TimeProvider.System, NullLogger.Instance);
            var runner = new OutboxRunner(outbox, new LineChannel(new CommitLog(journal)), TimeProvider.System, NullLogger<OutboxRunner>.Instance, SendLimits.Lines);
            RuleSet rules = RuleMix.Compile(RuleMix.Rules, 1_000, "30s");
            long next = 0;
            for (int i = 0; i < Standing / 500; i++)
                writer.Write(Raise(rules, ref next, 500), [], []);
            await runner.StartAsync(default);
            await DrainAsync(outbox);
            Say($"{Standing} open incidents; {rate}/s for {seconds} s in steps of {StepMs} ms; load {File.ReadAllText("/proc/loadavg").Trim()}");
            await FloodAsync(writer, outbox, rules, seconds, rate, next);
            Pages(database);
            await runner.StopAsync(default);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FloodAsync(IncidentWriter writer, Outbox outbox, RuleSet rules, int seconds, int rate, long next)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        var took = new List<double>();
        long start = Stopwatch.GetTimestamp();
        double worst = 0;
        for (long done = 0; done < (long)seconds * rate;)
        {
            // What has become due meanwhile goes together, as behind the rule engine.
            double dueBy = Stopwatch.GetElapsedTime(start).TotalSeconds;
            int count = (int)Math.Min((long)(dueBy * rate) - done, (long)seconds * rate - done);
            if (count > 0)
            {
                long begun = Stopwatch.GetTimestamp();
                writer.Write(Raise(rules, ref next, count), [], []);
                took.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                done += count;
                worst = Math.Max(worst, Stopwatch.GetElapsedTime(start).TotalSeconds - dueBy);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(StepMs), TimeProvider.System);
        }

        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long waiting = Lines(outbox);
        long drain = Stopwatch.GetTimestamp();
        await DrainAsync(outbox);
        process.Refresh();
        double each = (process.TotalProcessorTime - cpu).TotalMicroseconds / ((double)seconds * rate);
        took.Sort();
        Say(string.Create(CultureInfo.InvariantCulture,
            $"written in {wall:F1} s, {took.Count} transactions: p50 {took[took.Count / 2]:F1} ms, p99 {took[took.Count * 99 / 100]:F1} ms, max {took[^1]:F1} ms; CPU {each:F0} us an incident, lines included; {waiting} lines waited at the end, gone {Stopwatch.GetElapsedTime(drain).TotalSeconds:F1} s later"));
    }

    private static void Pages(AlertDatabase database)
    {
        IncidentState[] waiting = [IncidentState.Unacknowledged, IncidentState.ReturnedUnacknowledged];
        Time("list of 200 for the first page", () => database.Read(c => IncidentStore.List(c, waiting, 200, withMembers: false)).Count);
        Time("list of 1,000 for the API", () => database.Read(c => IncidentStore.List(c, IncidentStates.Open, 1_000)).Count);
        Time("list of 10,000 for the API", () => database.Read(c => IncidentStore.List(c, IncidentStates.Open, 10_000)).Count);
        Time("counts by state and severity", () => database.Read(c => IncidentStore.Counts(c, withMembers: false)).Count);
    }

    private static void Time(string what, Func<int> query)
    {
        var took = new double[9];
        int count = 0;
        for (int i = 0; i < took.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            count = query();
            took[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(took);
        Say(string.Create(CultureInfo.InvariantCulture, $"{what}: {count} rows, median {took[took.Length / 2]:F1} ms"));
    }

    private static List<Transition> Raise(RuleSet rules, ref long next, int count)
    {
        long nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var transitions = new List<Transition>(count);
        for (int i = 0; i < count; i++, next++)
        {
            transitions.Add(new Transition
            {
                // As ids are: a hash, spread over the whole index.
                Id = ((ulong)next * 0x9E3779B97F4A7C15).ToString("x16", CultureInfo.InvariantCulture),
                Kind = TransitionKind.Raised,
                Rule = rules.Rules[0],
                Device = rules.City.Devices[(int)(next % rules.City.Devices.Count)],
                Position = next,
                AtMs = nowMs,
                ReceivedAtMs = nowMs,
                Value = 0.1,
                Attributes = """{"zone":"east-1","confidence":0.93,"dwell_ms":4200}""",
            });
        }

        return transitions;
    }

    private static async Task DrainAsync(Outbox outbox)
    {
        while (Lines(outbox) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
    }

    private static long Lines(Outbox outbox) => outbox.Counts().Where(c => c.Channel == ChannelName.Line).Sum(c => c.Count);

    private static void Say(string text) => Console.WriteLine(text);
}
