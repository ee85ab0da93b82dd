namespace Telemetry.Simulators.Physics;

/// <summary>What a sensor makes of a true value: a little noise of its own, a range, and steps of its resolution.</summary>
internal static class Sensor
{
    /// <param name="value">The true value.</param>
    /// <param name="noise">Standard deviation of the sensor's noise.</param>
    /// <param name="decimals">Resolution as decimal places.</param>
    /// <param name="random">The device's random numbers.</param>
    /// <param name="minimum">Least value the sensor can show.</param>
    /// <param name="maximum">Greatest value the sensor can show.</param>
    public static double Read(double value, double noise, int decimals, SeededRandom random, double minimum = 0, double maximum = double.MaxValue) =>
        Math.Round(Math.Clamp(value + noise * random.Gaussian(), minimum, maximum), decimals, MidpointRounding.AwayFromZero);
}
