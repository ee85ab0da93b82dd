using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Watch</c>: from when on a trouble of Telemetry itself is an incident.</summary>
public sealed class WatchOptions
{
    /// <summary>The machine's clock was set, or ran apart from a clock that nobody sets, by this much within an hour. Default 5 s; 100 ms to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ClockStep { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the incident of a clock that was set stands. Default 10 min; 1 min to 24 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "24:00:00")]
    public TimeSpan ClockStepShown { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A notification has been waiting for so long. Default 5 min; 10 s to 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "24:00:00")]
    public TimeSpan OutboxWaits { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A step of an escalation is late by this much. Default 30 s; 5 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan EscalationLate { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The rule engine is behind the journal by this much. Default 30 s; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AlertsLag { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Fewer bytes are free on the disk of the data folder; 0: never. Default 1,073,741,824; 0 to 1,099,511,627,776.</summary>
    [Range(0L, 1L << 40)]
    public long DiskFree { get; set; } = 1L << 30;

    /// <summary>No transaction of the database of incidents has come to its end for so long. Default 15 s; 2 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan DatabaseStuck { get; set; } = TimeSpan.FromSeconds(15);
}
