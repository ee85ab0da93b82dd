using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Heartbeats;

/// <summary>
/// Whether calls about lives leave in time, and the steps that make them are taken in time. What waits is timed from the
/// first look at it by a clock that nobody sets; only what was there at the first look is as old as it says.
/// </summary>
/// <param name="outbox">Where calls wait.</param>
/// <param name="escalation">Who makes them.</param>
/// <param name="limit">How long both may take.</param>
/// <param name="steady">A clock that nobody sets.</param>
/// <param name="worker">The worker's clock.</param>
internal sealed class WaitingCalls(Outbox outbox, IEscalationHealth escalation, TimeSpan limit, TimeProvider steady, TimeProvider worker)
{
    private readonly long _since = steady.GetTimestamp();
    private readonly Dictionary<string, long> _seen = [];
    private bool _looked;

    /// <summary>What is broken; null when nothing is. Not for two threads at once.</summary>
    public BrokenPart? Find() => FindCall() ?? FindStep();

    private BrokenPart? FindCall()
    {
        IReadOnlyList<OldestPending> waiting = outbox.OldestUrgentCalls();
        long now = steady.GetTimestamp();
        long workerMs = worker.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (OldestPending call in waiting)
        {
            double age = _looked ? 0 : Math.Clamp(workerMs - call.CreatedAt, 0, limit.TotalMilliseconds) / 1000;
            _seen.TryAdd(call.Key, now - (long)(age * steady.TimestampFrequency));
        }

        _looked = true;
        foreach (string gone in _seen.Keys.Except(waiting.Select(call => call.Key)).ToList())
            _seen.Remove(gone);
        return waiting.FirstOrDefault(call => steady.GetElapsedTime(_seen[call.Key], now) >= limit) is { } stuck
            ? new BrokenPart(
                AlarmPath.Calls,
                $"the urgent call {stuck.Key} has not left for {DurationConverter.Format(limit)}, after {stuck.Attempts} attempts{(stuck.LastError is null ? "" : ": " + stuck.LastError)}")
            : null;
    }

    /// <summary>What became due while the worker was down is taken at its start: it is late from then on.</summary>
    private BrokenPart? FindStep()
    {
        TimeSpan up = steady.GetElapsedTime(_since);
        TimeSpan overdue = escalation.OverdueBy;
        return (overdue < up ? overdue : up) >= limit
            ? new BrokenPart(AlarmPath.Steps, $"the oldest step of a ladder that is due is late by {DurationConverter.Format(TimeSpan.FromSeconds(Math.Floor(overdue.TotalSeconds)))}")
            : null;
    }
}
