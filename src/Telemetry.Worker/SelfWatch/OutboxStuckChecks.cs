using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.SelfWatch;

/// <summary>A notification that waits for too long, by channel: whoever it is for has not been told.</summary>
internal sealed class OutboxStuckChecks(Outbox outbox, WatchOptions options, TimeProvider time) : ISelfCheckSource
{
    private readonly ConcurrentDictionary<string, OutboxStuckCheck> _channels = new();

    public IReadOnlyList<ISelfCheck> Checks()
    {
        IReadOnlyList<OldestPending> oldest;
        try
        {
            oldest = outbox.Oldest();
        }
        catch (SqliteException)
        {
            // A check of its own tells that; what was known stands.
            return [.. _channels.Values];
        }

        foreach (string channel in oldest.Select(entry => entry.Channel))
            _channels.TryAdd(channel, new OutboxStuckCheck(channel, options.OutboxWaits, time));
        foreach (OutboxStuckCheck check in _channels.Values)
            check.Look([.. oldest.Where(entry => entry.Channel == check.Channel)]);
        return [.. _channels.Values.OrderBy(check => check.Channel, StringComparer.Ordinal)];
    }

    private sealed class OutboxStuckCheck(string channel, TimeSpan limit, TimeProvider time) : ISelfCheck
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, long> _seen = [];
        private bool _looked;
        private string? _trouble;

        public string Channel => channel;

        public string Rule => $"outbox-stuck-{channel}";

        public Severity Severity => channel == ChannelName.Line ? Severity.Medium : Severity.High;

        public LocalizedText Title { get; } = new($"通知发不出去：{channel}", $"Notifications are stuck: {channel}");

        public LocalizedText Advice { get; } = new(
            "检查该通道的接收方是否在运行、地址和令牌是否正确。待发的通知会继续重试；期间请用其他方式通知值班人员。",
            "See whether the receiver of this channel runs, and whether its address and token are right. What waits is tried again; tell people by other means until then.");

        public string? Trouble()
        {
            lock (_gate)
                return _trouble;
        }

        /// <summary>
        /// What is pending is timed from the first look at it by a clock that nobody sets: after a step of the clock nothing
        /// looks old that is not. Only what was there at the start is as old as it says.
        /// </summary>
        public void Look(IReadOnlyList<OldestPending> pending)
        {
            lock (_gate)
            {
                long now = time.GetTimestamp();
                long wallMs = time.GetUtcNow().ToUnixTimeMilliseconds();
                foreach (OldestPending entry in pending)
                {
                    double ageSeconds = _looked ? 0 : Math.Clamp(wallMs - entry.CreatedAt, 0, (long)limit.TotalMilliseconds) / 1000.0;
                    _seen.TryAdd(entry.Key, now - (long)(ageSeconds * time.TimestampFrequency));
                }

                _looked = true;
                foreach (string gone in _seen.Keys.Except(pending.Select(entry => entry.Key)).ToList())
                    _seen.Remove(gone);
                OldestPending? oldest = pending.FirstOrDefault(entry => time.GetElapsedTime(_seen[entry.Key], now) >= limit);
                _trouble = oldest is null ? null : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{oldest.Key} waits since {DateTimeOffset.FromUnixTimeMilliseconds(oldest.CreatedAt):yyyy-MM-dd HH:mm:ss} UTC, after {oldest.Attempts} attempts{(oldest.LastError is null ? "" : ": " + oldest.LastError)}");
            }
        }
    }
}
