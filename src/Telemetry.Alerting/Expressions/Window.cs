namespace Telemetry.Alerting.Expressions;

/// <summary>A function of one field over the time before the newest sample. Equal windows of a kind share one state.</summary>
/// <param name="Field">Index of a number field of the kind's readings.</param>
internal readonly record struct Window(WindowFunction Function, int Field, long DurationMs);
