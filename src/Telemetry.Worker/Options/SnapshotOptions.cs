using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Snapshots</c>: pictures of cameras, kept as files. Those of open incidents stay, whatever these say.</summary>
public sealed class SnapshotOptions
{
    /// <summary>How long a picture is kept. Default 30 days; 1 h to 10 years.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Bytes of all pictures at most; the oldest go first. Those of open incidents may take twice as much, then new ones go to quarantine. Default 10 GiB; 1 MiB to 16 TiB.</summary>
    [Range(1_048_576d, 17_592_186_044_416d)]
    public long MaximumBytes { get; set; } = 10_737_418_240;

    /// <summary>
    /// Pixels of a picture at most: what it takes in memory when it is shown. A larger one is rejected. Default 64,000,000;
    /// 1 to 1,000,000,000.
    /// </summary>
    [Range(1d, 1_000_000_000d)]
    public long MaximumPixels { get; set; } = 64_000_000;

    /// <summary>
    /// How long a picture that cannot be written to its folder is tried again before it goes to quarantine instead, so that
    /// its camera's other messages are acknowledged. Default 5 s; 0 to 5 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(5);
}
