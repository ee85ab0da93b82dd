using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Console.Api;

namespace Telemetry.Worker.Alerts;

/// <summary>A step that a person asks for, checked and without control characters.</summary>
/// <param name="Step">Which.</param>
/// <param name="Principal">Who.</param>
/// <param name="Channel">How, see <see cref="StepChannel"/>.</param>
internal sealed record StepRequest(IncidentStep Step, string Principal, string Channel)
{
    /// <summary>What they want to say with it; of a comment what they say.</summary>
    public string? Note { get; init; }

    /// <summary>Why it is put aside; what caused it.</summary>
    public string? Reason { get; init; }

    /// <summary>Who is given it.</summary>
    public string? To { get; init; }

    /// <summary>Unix milliseconds; null for an open end.</summary>
    public long? UntilMs { get; init; }

    /// <summary>How long they may put it aside.</summary>
    public HoldLimits Limits { get; init; } = new(TimeSpan.FromHours(24), TimeSpan.FromHours(1));

    /// <summary>The version they looked at; null when it does not matter.</summary>
    public int? Version { get; init; }

    /// <summary>For the history.</summary>
    public string? Detail
    {
        get
        {
            // Whole seconds: what a form or a script sends twice is the same.
            string? until = UntilMs is { } at ? $"(-> {TimeText.Rfc3339(at / 1000 * 1000)})" : null;
            string told = string.Join(" · ", new[] { To is null ? null : $"-> {To}", Reason, until, Note }.Where(part => part is not null));
            return told.Length == 0 ? null : told;
        }
    }
}
