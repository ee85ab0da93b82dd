using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Maintenance</c>: planned work, from the city's files or on a person's word.</summary>
public sealed class MaintenanceOptions
{
    /// <summary>The longest maintenance; a longer one in the city's files is a mistake. Default 14 days; 1 min to 365 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Maximum { get; set; } = TimeSpan.FromDays(14);
}
