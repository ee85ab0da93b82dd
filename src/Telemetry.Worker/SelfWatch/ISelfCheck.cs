using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.SelfWatch;

/// <summary>
/// One thing about Telemetry itself that must not go unnoticed, such as a journal that fills up. While there is trouble an
/// incident is open for it, like one of a device; each check has at most one open.
/// </summary>
internal interface ISelfCheck
{
    /// <summary>Stable id in kebab case, the incident's rule: <c>journal-filling</c>.</summary>
    string Rule { get; }

    Severity Severity { get; }

    LocalizedText Title { get; }

    /// <summary>What the person on duty should do.</summary>
    LocalizedText Advice { get; }

    /// <summary>
    /// What the trouble that was just asked for is about, by name. Who answered for some of them did not answer for one that is
    /// new: then the incident asks again. Empty where the trouble is one however it is put.
    /// </summary>
    IReadOnlyCollection<string> Subjects => [];

    /// <summary>What is wrong right now, in English words with figures; null when nothing is. Asked every few seconds, must not block.</summary>
    string? Trouble();
}
