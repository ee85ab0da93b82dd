namespace Telemetry.Readings.Codecs;

/// <summary>What reads a payload.</summary>
internal enum PayloadCodec : byte
{
    /// <summary>JSON: ours, or the kind's mapping of foreign JSON.</summary>
    Json,

    /// <summary>SenML JSON.</summary>
    Senml,
}
