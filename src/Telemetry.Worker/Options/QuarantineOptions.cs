using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Quarantine</c>: messages that were rejected, kept for looking at.</summary>
public sealed class QuarantineOptions
{
    /// <summary>Messages at most; the oldest go first, of the device that has most. Default 10,000; 0 to 10,000,000.</summary>
    [Range(0, 10_000_000)]
    public int MaximumMessages { get; set; } = 10_000;

    /// <summary>Bytes of their payloads and topics at most; the oldest go first, of the device that has most. Default 256 MiB; 0 to 1 TiB.</summary>
    [Range(0d, 1_099_511_627_776d)]
    public long MaximumBytes { get; set; } = 268_435_456;

    /// <summary>How long a message is kept. Default 30 days; 1 h to 10 years.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(30);
}
