using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>A process that escalates on a real alerts.db by real time, opens incidents and answers them at random, and is killed in the midst of it.</summary>
internal static class KilledEscalation
{
    public const string Argument = "--killed-escalation";

    /// <summary>Answers everything, waits until nothing moves, and ends by itself.</summary>
    public const string Last = "last";

    public const string LogName = "log";

    /// <summary>When each step is due, milliseconds.</summary>
    public static readonly int[] StepsMs = [0, 250, 500, 750];

    public static Ladder Ladder { get; } = FakeDesk.Ladder(
        "short", TimeSpan.FromMilliseconds(400),
        FakeDesk.Step(StepsMs[0] / 1000.0, LadderTargets.Duty, Way.Call),
        FakeDesk.Step(StepsMs[1] / 1000.0, LadderTargets.Deputies, Way.Call),
        FakeDesk.Step(StepsMs[2] / 1000.0, LadderTargets.NextLevel, Way.Call),
        FakeDesk.Step(StepsMs[3] / 1000.0, LadderTargets.NextLevel, Way.Call));

    public static async Task RunAsync(string folder, bool isLast)
    {
        using var log = new KillLog(Path.Combine(folder, LogName));
        var database = new AlertDatabase(Path.Combine(folder, "alerts.db"));
        var desk = new FakeDesk { Ladders = { [Severity.High] = Ladder } };
        var steady = new SteadyTime(database, TimeProvider.System, new LinuxBootClock());
        var outbox = new Outbox(database);
        var counters = new EscalationCounters();
        var writer = new IncidentWriter(
            database, outbox, new NotificationPlan(new NotificationsOptions(), new ConsoleOptions()), TimeProvider.System, [new EscalationFollower(desk, steady, counters, TimeProvider.System)]);
        var options = new EscalationOptions { CallEvery = TimeSpan.FromMilliseconds(40), NoteTimeEvery = TimeSpan.FromMilliseconds(300) };
        var climb = new EscalationClimb(database, desk, new CallDesk(Form, options, counters), writer, outbox, steady, counters, TimeProvider.System);
        using var runner = new EscalationRunner(climb, database, outbox, steady, () => desk, options, TimeProvider.System, NullLogger<EscalationRunner>.Instance);
        using var sender = new OutboxRunner(outbox, new LoggedChannel(log), TimeProvider.System, NullLogger<OutboxRunner>.Instance);
        await runner.StartAsync(default);
        await sender.StartAsync(default);
        log.Write("started");
        List<string> open = [.. database.Read(connection => IncidentStore.List(connection, [IncidentState.Unacknowledged], 1000)).Select(i => i.Id)];
        while (!isLast || open.Count > 0)
        {
            if (!isLast && open.Count < 3 + Random.Shared.Next(5))
                Open(writer, log, open);
            else if (isLast || Random.Shared.Next(5) == 0)
                Answer(writer, log, open);
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(60)), TimeProvider.System);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        await sender.StopAsync(default);
        await runner.StopAsync(default);
    }

    private static void Open(IncidentWriter writer, KillLog log, List<string> open)
    {
        string id = $"{Random.Shared.NextInt64():x16}";
        log.Write("opening", id);
        writer.Open(TestIncident.Create(id) with { LifeSafety = Random.Shared.Next(4) == 0 });
        log.Write("opened", id);
        open.Add(id);
    }

    private static void Answer(IncidentWriter writer, KillLog log, List<string> open)
    {
        string id = open[Random.Shared.Next(open.Count)];
        open.Remove(id);
        log.Write("answering", id);
        writer.Acknowledge(id, "someone", null, null);
        log.Write("answered", id);
    }

    private static IReadOnlyList<OutboxEntry> Form(PageCall call, long nowMs) =>
        [new OutboxEntry(call.Key, LoggedChannel.ChannelName, call.Incidents[0].Id, "", JsonSerializer.Serialize(call.Incidents.Select(i => i.Id)), nowMs, nowMs)];

    /// <summary>The receiver: what it wrote down it has, whatever becomes of the sender.</summary>
    private sealed class LoggedChannel(KillLog log) : INotificationChannel
    {
        public const string ChannelName = "page";

        public string Name => ChannelName;

        public Task<SendResult> SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
        {
            log.Write("called", entry.Key, string.Join(',', JsonSerializer.Deserialize<string[]>(entry.Body)!));
            return Task.FromResult(new SendResult(SendOutcome.Delivered));
        }
    }
}
