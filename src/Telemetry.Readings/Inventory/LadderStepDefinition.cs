namespace Telemetry.Readings.Inventory;

/// <summary>A step of a ladder as the files have it.</summary>
/// <param name="After">Since the incident began for people.</param>
/// <param name="Call">Some of <c>duty</c>, <c>deputies</c>, <c>next-level</c>, <c>all-levels</c>.</param>
/// <param name="By">Some of <c>call</c>, <c>app</c>, <c>sms</c>, <c>screen</c>.</param>
public sealed record LadderStepDefinition(TimeSpan After, IReadOnlyList<string> Call, IReadOnlyList<string> By);
