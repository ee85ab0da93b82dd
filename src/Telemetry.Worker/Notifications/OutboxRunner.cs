using System.Collections.Concurrent;
using Telemetry.Worker.Heartbeats;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Notifications;

/// <summary>
/// Sends one channel's entries of the outbox until each is delivered or expired, several at once: a receiver that is slow with
/// one holds up no other, least of all what is about lives, which has places of its own. When an attempt is due is kept in
/// memory on the monotonic clock: a restart tries at once, and a step of the wall clock delays nothing.
/// </summary>
internal sealed partial class OutboxRunner(
    Outbox outbox, INotificationChannel channel, TimeProvider time, ILogger<OutboxRunner> logger, SendLimits? limits = null, PulseBoard? pulses = null) : WorkerPart
{
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <summary>Entries expire unseen for so long at most.</summary>
    private static readonly TimeSpan FullLook = TimeSpan.FromSeconds(5);

    private readonly SendLimits _limits = limits ?? SendLimits.Standard;
    private readonly SendRate _rate = new((limits ?? SendLimits.Standard).PerSecond, time);
    private readonly SendSlots _slots = new((limits ?? SendLimits.Standard).AtOnce);
    private readonly Dictionary<string, long> _dueTimestamps = [];
    private readonly ConcurrentQueue<(OutboxEntry Entry, SendResult Result)> _sent = [];
    private readonly List<Settlement> _unwritten = [];
    private readonly SemaphoreSlim _signal = new(0);
    private readonly PatientDatabase _database = new("alerts.db", time, logger);
    private long _heldUntil = long.MinValue;
    private long _fullLookAt = long.MinValue;
    private volatile Exception? _fault;
    private readonly Pulse? _pulse = pulses?.Add($"outbox {channel.Name}");

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        outbox.Added += Wake;
        try
        {
            while (true)
            {
                bool anyPending = false;
                await _database.RunAsync(() => anyPending = Step(stoppingToken), stoppingToken);
                _pulse?.Beat();
                await _signal.WaitAsync(anyPending ? Busy : Idle, stoppingToken);
                if (_limits.Gather > TimeSpan.Zero)
                    await Task.Delay(_limits.Gather, TimeProvider.System, stoppingToken);
                while (_signal.CurrentCount > 0)
                    await _signal.WaitAsync(stoppingToken);
            }
        }
        finally
        {
            outbox.Added -= Wake;

            // What arrived and is not written down would be sent again by the next start.
            _database.TryRun(Settle);
        }
    }

    /// <summary>Sends everything that is due and may be sent; true when there was something.</summary>
    internal async Task<bool> SendDueAsync(CancellationToken cancellationToken)
    {
        bool any = false;
        while (true)
        {
            Settle();
            any |= Look(isFull: true, cancellationToken);
            if (_slots.Count == 0)
                return any;
            await _signal.WaitAsync(cancellationToken);
        }
    }

    private void Wake() => _signal.Release();

    private bool Step(CancellationToken cancellationToken)
    {
        Settle();
        return Look(time.GetTimestamp() >= _fullLookAt, cancellationToken);
    }

    /// <summary>One look at what is pending; true when there is something.</summary>
    private bool Look(bool isFull, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>();
        bool isThrough = true;
        OutboxEntry? last = null;
        while (isThrough && outbox.Pending(channel.Name, last, onlyNew: !isFull) is { Count: > 0 } page)
        {
            foreach (OutboxEntry entry in page)
            {
                seen.Add(entry.Key);
                if (!LookAt(entry, cancellationToken))
                {
                    isThrough = false;
                    break;
                }
            }

            last = page[^1];
        }

        if (isFull)
            Plan(isThrough, seen);
        if (_fault is { } fault)
            throw new InvalidOperationException($"The channel {channel.Name} failed.", fault);
        return seen.Count > 0 || _slots.Count > 0 || _dueTimestamps.Count > 0;
    }

    /// <summary>When all has to be looked at again.</summary>
    private void Plan(bool isThrough, HashSet<string> seen)
    {
        long now = time.GetTimestamp();
        if (!isThrough)
        {
            _fullLookAt = now;
            return;
        }

        // A device's own answer ends a command without asking us, and a person's a call.
        foreach (string gone in _dueTimestamps.Keys.Where(key => !seen.Contains(key)).ToList())
            _dueTimestamps.Remove(gone);
        long next = now + Ticks(FullLook);
        foreach (long due in _dueTimestamps.Values)
            next = Math.Min(next, due);
        _fullLookAt = next;
    }

    /// <summary>False when neither this nor anything behind it can be sent now.</summary>
    private bool LookAt(OutboxEntry entry, CancellationToken cancellationToken)
    {
        if (_slots.Has(entry) || !_slots.IsLaneFree(entry))
            return true;
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (nowMs >= entry.ExpiresAt)
        {
            _slots.Take(entry);
            _unwritten.Add(new Settlement(entry, "expired", $"not delivered in {entry.Attempts} attempts", nowMs, IsAttempt: false));
            _signal.Release();
            return true;
        }

        long now = time.GetTimestamp();
        if (_dueTimestamps.TryGetValue(entry.Key, out long due) && now < due)
            return true;
        if (!entry.Urgent && now < _heldUntil)
            return false;
        if (!_slots.HasRoom(entry.Urgent))
            return entry.Urgent;
        // Somebody may have answered since the list was read, and then nothing more goes out.
        if (entry.Channel != ChannelName.Line && !outbox.IsPending(entry.Key))
            return true;
        if (!entry.Urgent && !_rate.TryTake())
            return false;
        if (!IsStillWanted(entry))
            return true;
        _slots.Take(entry);
        _ = SendAsync(entry, cancellationToken);
        return true;
    }

    /// <summary>Somebody may have answered since the list was read, and then nothing more goes out. A line is nobody's to answer.</summary>
    private bool IsStillWanted(OutboxEntry entry) => entry.Channel == ChannelName.Line || outbox.IsPending(entry.Key);

    private async Task SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            _sent.Enqueue((entry, await channel.SendAsync(entry, cancellationToken).ConfigureAwait(false)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            // A fault of ours: it ends the part as it would have ended the loop.
            _fault = e;
        }

        Wake();
    }

    /// <summary>Writes down what came of what was sent; until that has worked, none of it is looked at again.</summary>
    private void Settle()
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        while (_sent.TryDequeue(out (OutboxEntry Entry, SendResult Result) sent))
        {
            bool isDelivered = sent.Result.Outcome == SendOutcome.Delivered;
            _unwritten.Add(new Settlement(sent.Entry, isDelivered ? "delivered" : null, sent.Result.Detail, nowMs));
            if (!isDelivered)
                Postpone(sent.Entry, sent.Result);
        }

        if (_unwritten.Count == 0)
            return;
        outbox.Settle(_unwritten);
        foreach (Settlement settlement in _unwritten)
            Written(settlement);
        _unwritten.Clear();
    }

    private void Postpone(OutboxEntry entry, SendResult result)
    {
        TimeSpan delay = RetryDelay.After(result, entry, _limits.LongestUrgentDelay);
        long due = time.GetTimestamp() + Ticks(delay);
        _dueTimestamps[entry.Key] = due;
        _fullLookAt = Math.Min(_fullLookAt, due);

        // Who asks to be left alone is, but for what is about lives.
        if (result.RetryAfter is not null && !entry.Urgent)
            _heldUntil = Math.Max(_heldUntil, due);
        if (result.Outcome != SendOutcome.AwaitingReply)
            LogNotDelivered(logger, entry.Channel, entry.Key, entry.Incident, result.Detail ?? "no answer", DurationConverter.Format(TimeSpan.FromMilliseconds(Math.Round(delay.TotalMilliseconds))));
    }

    private void Written(in Settlement settlement)
    {
        OutboxEntry entry = settlement.Entry;
        _slots.Release(entry);
        if (settlement.State is null)
            return;
        _dueTimestamps.Remove(entry.Key);
        if (settlement.IsAttempt)
            LogDelivered(logger, entry.Channel == ChannelName.Line ? LogLevel.Debug : LogLevel.Information, entry.Channel, entry.Key, entry.Incident, entry.Attempts + 1);
        else
            LogExpired(logger, entry.Channel, entry.Key, entry.Incident, entry.Attempts);
    }

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * time.TimestampFrequency);

    [LoggerMessage(Message = "{Channel} {Key} for incident {Incident} delivered at attempt {Attempts}")]
    private static partial void LogDelivered(ILogger logger, LogLevel level, string channel, string key, string incident, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel} {Key} for incident {Incident} not delivered: {Detail}; next attempt in {Delay}")]
    private static partial void LogNotDelivered(ILogger logger, string channel, string key, string incident, string detail, string delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Channel} {Key} for incident {Incident} expired after {Attempts} attempts; nobody got it")]
    private static partial void LogExpired(ILogger logger, string channel, string key, string incident, int attempts);
}
