namespace Telemetry.Alerting.Rules;

/// <summary>Where an inhibiting condition stands, seen from the device of the inhibited one.</summary>
internal enum InhibitorPlace : byte
{
    Device,

    /// <summary>Any device of the same site.</summary>
    Site,

    /// <summary>The gateway that speaks for it.</summary>
    Gateway,
    Upstream,
    Downstream,
    Primary,
    Secondary,
}
