namespace Telemetry.Worker.Silences;

/// <summary>Where a silence is in its time.</summary>
internal enum SilencePhase : byte
{
    Coming,

    InForce,

    Over,
}
