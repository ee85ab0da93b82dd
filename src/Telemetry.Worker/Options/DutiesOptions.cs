using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Duties</c>: swaps that are made in the console.</summary>
public sealed class DutiesOptions
{
    /// <summary>The longest that a swap may last; for longer change <c>people.yaml</c>. One may begin at most twelve times as far ahead. Default 31 days; 1 h to 366 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "366.00:00:00")]
    public TimeSpan LongestSwap { get; set; } = TimeSpan.FromDays(31);

    /// <summary>How many swaps may run or be ahead. Default 5,000; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaximumSwaps { get; set; } = 5_000;

    /// <summary>How long a swap that is over is kept, for <c>telemetry duty --at</c>; the audit log tells of it longer. Default 400 days; 1 day to 10 years.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepSwaps { get; set; } = TimeSpan.FromDays(400);
}
