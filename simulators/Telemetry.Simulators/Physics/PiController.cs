namespace Telemetry.Simulators.Physics;

/// <summary>A proportional-integral controller with limits; the integral stands still while the output is at a limit.</summary>
/// <param name="gain">Output per unit of error.</param>
/// <param name="integralSeconds">Time in which the integral repeats the proportional part.</param>
/// <param name="minimum">Least output.</param>
/// <param name="maximum">Greatest output.</param>
/// <param name="start">Output before the first step.</param>
internal sealed class PiController(double gain, double integralSeconds, double minimum, double maximum, double start)
{
    private double _integral = start;

    public double Output { get; private set; } = start;

    public double Step(double error, double stepSeconds)
    {
        double integral = _integral + gain * error * stepSeconds / integralSeconds;
        double wanted = integral + gain * error;
        Output = Math.Clamp(wanted, minimum, maximum);
        bool windsUp = (wanted > maximum && error > 0) || (wanted < minimum && error < 0);
        if (!windsUp)
            _integral = Math.Clamp(integral, minimum, maximum);
        return Output;
    }
}
