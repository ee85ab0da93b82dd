using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Reload;

/// <summary>One reload.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="AtMs">Unix milliseconds.</param>
/// <param name="Summary">The same in a sentence.</param>
/// <param name="Mistakes">Why it was refused.</param>
public sealed record ReloadOutcome(ReloadResult Result, string By, long AtMs, string Summary, IReadOnlyList<Mistake> Mistakes)
{
    /// <summary>What was taken and still wants somebody's attention, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>True when somebody wanted another city than the one in force and did not get it.</summary>
    public bool IsFailure => Result is ReloadResult.Refused or ReloadResult.Failed;

    /// <summary>As the API, metrics and the audit log have it.</summary>
    public static string Label(ReloadResult result) => result.ToString().ToLowerInvariant();
}
