using System.ComponentModel.DataAnnotations;
using Telemetry.Alerting.Incidents;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Incidents</c>: what people may do with incidents.</summary>
public sealed class IncidentsOptions
{
    /// <summary>The longest that an incident is shelved for at a time. Default 24 h; 1 min to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan MaximumShelve { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The longest that an incident of life safety is shelved or out of service for at a time. Default 1 h; 1 min to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan MaximumShelveLifeSafety { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Characters of a note, a reason, a cause or a comment. Default 1,000; 100 to 4,000.</summary>
    [Range(100, 4_000)]
    public int MaximumNote { get; set; } = 1_000;

    internal HoldLimits Limits => new(MaximumShelve, MaximumShelveLifeSafety);
}
