namespace Telemetry.Alerting.Engine;

/// <summary>A rule named in a checkpoint, and where it is today.</summary>
/// <param name="Index">Its place among the rules of its sort today; below zero when it is gone.</param>
internal readonly record struct SavedRule(string Id, int Index);
