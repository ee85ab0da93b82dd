using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Codecs.Mapping;

/// <summary>What becomes of a foreign value.</summary>
/// <param name="Field">The field it is the value of.</param>
/// <param name="Multiplier">What a number is multiplied by.</param>
/// <param name="Divisor">What it is then divided by: 1000 for a scale of 0.001, which no double is exactly.</param>
/// <param name="Offset">What is added then.</param>
/// <param name="Values">What stands for what; empty when the value is taken as it is.</param>
internal sealed record MappedField(FieldProfile Field, double Multiplier, double Divisor, double Offset, IReadOnlyList<MappedValue> Values)
{
    public bool IsAsItIs => Multiplier == 1 && Divisor == 1 && Offset == 0;

    public double Of(double number) => (number * Multiplier / Divisor) + Offset;

    /// <summary>Multiplier and divisor of a scale that was written as a decimal.</summary>
    public static (double Multiplier, double Divisor) Factors(double scale)
    {
        double inverse = Math.Round(1 / scale);
        return Math.Abs(scale) < 1 && 1 / inverse == scale ? (1, inverse) : (scale, 1);
    }
}
