namespace Telemetry.Worker.Quarantine;

/// <summary>What came of a replay.</summary>
/// <param name="IsDryRun">True when nothing was changed.</param>
/// <param name="Counts">Messages by outcome; all outcomes are there.</param>
/// <param name="Results">Of the first messages, the oldest first; the counts are of all.</param>
internal sealed record ReplayReport(bool IsDryRun, IReadOnlyDictionary<ReplayOutcome, int> Counts, IReadOnlyList<ReplayResult> Results);
