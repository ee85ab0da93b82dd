using Telemetry.Worker.Alerts;
using Telemetry.Worker.Heartbeats;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Escalation;

/// <summary>
/// Sleeps until the next deadline, or until a transaction changed something. Deadlines are in steady time and the timer is
/// a monotonic one, so that setting the clock neither wakes it early nor lets it oversleep.
/// </summary>
/// <param name="ladders">What the ladders are part of: another object after a reload of the city.</param>
internal sealed class EscalationRunner(
    EscalationClimb climb, AlertDatabase database, Outbox outbox, SteadyTime steady, Func<object> ladders, EscalationOptions options, TimeProvider time,
    ILogger<EscalationRunner> logger, PulseBoard? pulses = null) : WorkerPart
{
    private readonly SemaphoreSlim _signal = new(0);
    private readonly PatientDatabase _database = new("alerts.db", TimeProvider.System, logger);
    private readonly Pulse? _pulse = pulses?.Add("escalation");
    private long _passes;

    /// <summary>How often it looked at what is due.</summary>
    public long Passes => Volatile.Read(ref _passes);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        object judged = ladders();
        outbox.Added += Wake;
        try
        {
            await _database.RunAsync(climb.Adopt, stoppingToken);
            using ITimer note = TimeProvider.System.CreateTimer(_ => Wake(), null, options.NoteTimeEvery, options.NoteTimeEvery);
            long notedAt = TimeProvider.System.GetTimestamp();
            while (true)
            {
                if (ladders() is var now && !ReferenceEquals(now, judged))
                {
                    await _database.RunAsync(climb.Reschedule, stoppingToken);
                    judged = now;
                }

                long? next = null;
                await _database.RunAsync(() => next = climb.Run(), stoppingToken);
                if (TimeProvider.System.GetElapsedTime(notedAt) >= options.NoteTimeEvery)
                {
                    await _database.RunAsync(() => database.Write(steady.Note), stoppingToken);
                    notedAt = TimeProvider.System.GetTimestamp();
                }

                _pulse?.Beat();
                await SleepAsync(next, stoppingToken);
            }
        }
        finally
        {
            outbox.Added -= Wake;
            _database.TryRun(() => database.Write(steady.Note));
        }
    }

    private async Task SleepAsync(long? next, CancellationToken stoppingToken)
    {
        using ITimer? timer = next is { } due
            ? time.CreateTimer(_ => Wake(), null, TimeSpan.FromMilliseconds(Math.Clamp(due - steady.NowMs, 1, int.MaxValue)), Timeout.InfiniteTimeSpan)
            : null;
        Interlocked.Increment(ref _passes);
        await _signal.WaitAsync(stoppingToken);
        while (_signal.CurrentCount > 0)
            await _signal.WaitAsync(stoppingToken);
    }

    private void Wake() => _signal.Release();
}
