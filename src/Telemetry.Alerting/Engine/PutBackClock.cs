namespace Telemetry.Alerting.Engine;

/// <summary>What a device's readings from behind the watermark say of its clock.</summary>
/// <param name="KnownMs">How far behind their receipt the times are that it is known to give since it was put back; null while nothing is known.</param>
/// <param name="DoubtMs">How far behind the last reading was of which it is not known whether it is of now.</param>
/// <param name="SinceMs">When that was received, Unix milliseconds.</param>
internal readonly record struct PutBackClock(long? KnownMs, long DoubtMs, long SinceMs);
