using Telemetry.Worker.Heartbeats;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Notifications;

/// <summary>
/// Sends one channel's entries of the outbox until each is delivered or expired. When an attempt is due is kept in
/// memory on the monotonic clock: a restart tries at once, and a step of the wall clock delays nothing.
/// </summary>
internal sealed partial class OutboxRunner(
    Outbox outbox, INotificationChannel channel, TimeProvider time, ILogger<OutboxRunner> logger, PulseBoard? pulses = null) : WorkerPart
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RefusedDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReplyDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> _dueTimestamps = [];
    private readonly SemaphoreSlim _signal = new(0);
    private readonly PatientDatabase _database = new("alerts.db", time, logger);
    private readonly Pulse? _pulse = pulses?.Add($"outbox {channel.Name}");

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        outbox.Added += Wake;
        try
        {
            while (true)
            {
                bool anyPending = false;
                await _database.RunAsync(async token => anyPending = await SendDueAsync(token), stoppingToken);
                _pulse?.Beat();
                await _signal.WaitAsync(anyPending ? Busy : Idle, stoppingToken);
                while (_signal.CurrentCount > 0)
                    await _signal.WaitAsync(stoppingToken);
            }
        }
        finally
        {
            outbox.Added -= Wake;
        }
    }

    private void Wake() => _signal.Release();

    /// <summary>One pass over what is pending; true when something is left that may be due soon.</summary>
    internal async Task<bool> SendDueAsync(CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>();
        for (IReadOnlyList<OutboxEntry> page = outbox.Pending(channel.Name); page.Count > 0; page = outbox.Pending(channel.Name, page[^1]))
        {
            foreach (OutboxEntry entry in page)
            {
                seen.Add(entry.Key);
                await LookAtAsync(entry, cancellationToken);
            }
        }

        // A device's own answer ends a command without asking us.
        foreach (string gone in _dueTimestamps.Keys.Where(key => !seen.Contains(key)).ToList())
            _dueTimestamps.Remove(gone);
        return seen.Count > 0;
    }

    private async Task LookAtAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        _pulse?.Beat();
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now >= entry.ExpiresAt)
        {
            LogExpired(logger, entry.Channel, entry.Key, entry.Incident, entry.Attempts);
            outbox.Finish(entry, "expired", $"not delivered in {entry.Attempts} attempts", now);
            _dueTimestamps.Remove(entry.Key);
        }
        else if ((!_dueTimestamps.TryGetValue(entry.Key, out long due) || time.GetTimestamp() >= due) && IsStillWanted(entry))
        {
            await AttemptAsync(entry, cancellationToken);
        }
    }

    /// <summary>Somebody may have answered since the list was read, and then nothing more goes out. A line is nobody's to answer.</summary>
    private bool IsStillWanted(OutboxEntry entry) => entry.Channel == ChannelName.Line || outbox.IsPending(entry.Key);

    private async Task AttemptAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        SendResult result = await channel.SendAsync(entry, cancellationToken);
        // What was sent is waited for here: looked at again, it would be sent again, four times a second on a full disk.
        await _database.RunAsync(() => outbox.Attempted(entry, result.Outcome == SendOutcome.Delivered ? null : result.Detail), cancellationToken);
        if (result.Outcome == SendOutcome.Delivered)
        {
            LogDelivered(logger, entry.Channel == ChannelName.Line ? LogLevel.Debug : LogLevel.Information, entry.Channel, entry.Key, entry.Incident, entry.Attempts + 1);
            await _database.RunAsync(() => outbox.Finish(entry, "delivered", result.Detail, time.GetUtcNow().ToUnixTimeMilliseconds()), cancellationToken);
            _dueTimestamps.Remove(entry.Key);
            return;
        }

        // The other side's wish counts within reason: neither a storm nor an alarm that waits for tomorrow.
        TimeSpan delay = result.RetryAfter is { } wish
            ? TimeSpan.FromTicks(Math.Clamp(wish.Ticks, FirstDelay.Ticks, RefusedDelay.Ticks))
            : Delay(result.Outcome, entry.Attempts);
        _dueTimestamps[entry.Key] = time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);
        if (result.Outcome != SendOutcome.AwaitingReply)
            LogNotDelivered(logger, entry.Channel, entry.Key, entry.Incident, result.Detail ?? "no answer", DurationConverter.Format(TimeSpan.FromMilliseconds(Math.Round(delay.TotalMilliseconds))));
    }

    /// <summary>Doubling with jitter, so that many entries do not knock in step.</summary>
    private static TimeSpan Delay(SendOutcome outcome, int attempts) => outcome switch
    {
        SendOutcome.AwaitingReply => ReplyDelay,
        SendOutcome.Refused => RefusedDelay * (0.8 + Random.Shared.NextDouble() * 0.4),
        _ => TimeSpan.FromSeconds(Math.Min(LongestDelay.TotalSeconds, FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(attempts, 10)))) * (0.5 + Random.Shared.NextDouble() / 2),
    };

    [LoggerMessage(Message = "{Channel} {Key} for incident {Incident} delivered at attempt {Attempts}")]
    private static partial void LogDelivered(ILogger logger, LogLevel level, string channel, string key, string incident, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel} {Key} for incident {Incident} not delivered: {Detail}; next attempt in {Delay}")]
    private static partial void LogNotDelivered(ILogger logger, string channel, string key, string incident, string detail, string delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Channel} {Key} for incident {Incident} expired after {Attempts} attempts; nobody got it")]
    private static partial void LogExpired(ILogger logger, string channel, string key, string incident, int attempts);
}
