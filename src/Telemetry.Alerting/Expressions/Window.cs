namespace Telemetry.Alerting.Expressions;

/// <summary>A function of a number over the time before the newest sample. Equal windows of a kind share one state.</summary>
/// <param name="Subject">
/// What goes in at each sample: a field, or any expression of the sample and of windows that stand before this one in
/// <see cref="Rules.KindRules.Windows"/>. NaN is unknown and goes not in.
/// </param>
/// <param name="Name">The subject as text in one canonical form, by which a checkpoint knows it again; for a field its name.</param>
internal readonly record struct Window(WindowFunction Function, NumberNode Subject, long DurationMs, string Name);
