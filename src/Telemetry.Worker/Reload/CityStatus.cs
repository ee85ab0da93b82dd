using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Reload;

/// <summary>Which city is in force.</summary>
/// <param name="City">It.</param>
/// <param name="SinceMs">Unix milliseconds.</param>
/// <param name="By">Who put it in force; <c>start</c> when it was the start of the worker.</param>
/// <param name="Last">The last reload; null when there was none since the start.</param>
public sealed record CityStatus(City City, long SinceMs, string By, ReloadOutcome? Last);
