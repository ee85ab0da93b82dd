using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Escalation</c>: how people are called who have to answer.</summary>
public sealed class EscalationOptions
{
    /// <summary>
    /// A person is called at most once in this time in each way; what comes up meanwhile is told together by the next call.
    /// Life safety never waits for it. Default 1 min; 1 s to 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CallEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Real time between two notes of the steady time in <c>alerts.db</c>: by so much deadlines may come late after a
    /// power cut. Default 5 s; 1 s to 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan NoteTimeEvery { get; set; } = TimeSpan.FromSeconds(5);
}
