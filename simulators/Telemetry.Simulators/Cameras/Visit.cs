namespace Telemetry.Simulators.Cameras;

/// <summary>One person in the camera's picture, from the first report to the last.</summary>
internal sealed class Visit
{
    /// <summary>When the person entered, Unix milliseconds.</summary>
    public required long StartMs { get; init; }

    /// <summary>When the person will have gone.</summary>
    public required long LeaveMs { get; set; }

    /// <summary>When the camera reports next.</summary>
    public required long NextReportMs { get; set; }

    public required string Zone { get; init; }

    public required string AgeClass { get; init; }

    /// <summary>True for a person in the zone; false for a shadow or a passer-by at its edge, of low confidence.</summary>
    public required bool IsIntrusion { get; init; }

    /// <summary>True for somebody whom a voice does not move.</summary>
    public required bool IgnoresVoice { get; init; }

    /// <summary>The tracker's id; it changes when the track is lost.</summary>
    public required string Track { get; set; }

    /// <summary>Number of reports made.</summary>
    public int Reports { get; set; }

    /// <summary>Id of the last picture.</summary>
    public string? SnapshotId { get; set; }
}
