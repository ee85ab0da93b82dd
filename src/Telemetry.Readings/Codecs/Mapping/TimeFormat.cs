namespace Telemetry.Readings.Codecs.Mapping;

/// <summary>How a foreign payload writes its time.</summary>
internal enum TimeFormat : byte
{
    UnixSeconds,
    UnixMilliseconds,
    Rfc3339,
}
