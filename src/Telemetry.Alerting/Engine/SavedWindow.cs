using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Engine;

/// <summary>A window of a checkpoint, and where it is today.</summary>
/// <param name="Index">Its place among the windows of its kind today; below zero when it is gone.</param>
internal readonly record struct SavedWindow(WindowFunction Function, int Index);
