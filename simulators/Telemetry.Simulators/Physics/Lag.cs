namespace Telemetry.Simulators.Physics;

/// <summary>First-order lag, exact for a constant target: stable however long the step is.</summary>
internal static class Lag
{
    /// <param name="value">The value now.</param>
    /// <param name="target">Where it tends to.</param>
    /// <param name="stepSeconds">Length of the step.</param>
    /// <param name="timeConstantSeconds">Time in which 63 % of the way is gone.</param>
    public static double Toward(double value, double target, double stepSeconds, double timeConstantSeconds) =>
        target + (value - target) * Math.Exp(-stepSeconds / timeConstantSeconds);
}
