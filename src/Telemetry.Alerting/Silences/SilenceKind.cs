namespace Telemetry.Alerting.Silences;

/// <summary>Why incidents are kept from calling people.</summary>
public enum SilenceKind : byte
{
    /// <summary>A person wants quiet: what it catches is shelved.</summary>
    Silence,

    /// <summary>Planned work: what it catches is out of service.</summary>
    Maintenance,
}
