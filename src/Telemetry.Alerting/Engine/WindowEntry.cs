namespace Telemetry.Alerting.Engine;

/// <summary>What a window keeps of the values of one bucket of time.</summary>
/// <param name="LastMs">Time of the newest value in the bucket.</param>
/// <param name="Value">Newest, sum, least or greatest, as the function needs.</param>
internal record struct WindowEntry(long LastMs, double Value, int Count);
