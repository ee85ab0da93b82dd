namespace Telemetry.Worker.Silences;

/// <summary>Where a silence is in its time.</summary>
public enum SilencePhase : byte
{
    Coming,

    InForce,

    Over,
}
