using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Silence</c>: times in which incidents are kept and call nobody, on a person's word. Life safety is silent for at most an hour, whatever is set here.</summary>
public sealed class SilenceOptions
{
    /// <summary>The longest silence, and how far ahead of now one may be extended. Default 24 h; 1 min to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan Maximum { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How far ahead of now a silence or a maintenance may begin. Default 90 days; 1 h to 3650 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan MaximumAhead { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Silences and maintenances that are in force or to come, together. Default 500; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int MaximumActive { get; set; } = 500;

    /// <summary>Characters of a reason. Default 500; 10 to 4,000.</summary>
    [Range(10, 4_000)]
    public int MaximumReason { get; set; } = 500;

    /// <summary>Areas, systems, sites, devices or rules of one scope, of each at most so many. Default 1,000; 1 to 50,000.</summary>
    [Range(1, 50_000)]
    public int MaximumNames { get; set; } = 1_000;

    /// <summary>How many days back a preview counts the incidents that a silence would have caught. Default 7; 1 to 90.</summary>
    [Range(1, 90)]
    public int PreviewDays { get; set; } = 7;
}
