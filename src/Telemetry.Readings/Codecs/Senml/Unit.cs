namespace Telemetry.Readings.Codecs.Senml;

/// <summary>
/// A unit as a multiple of the one that its quantity is counted in: <c>value * Multiplier / Divisor + Offset</c>.
/// Multiplier and divisor are whole where they can be, so that a conversion rounds once.
/// </summary>
/// <param name="Quantity">What it measures; units of one quantity can be converted.</param>
/// <param name="Multiplier">More than zero.</param>
/// <param name="Divisor">More than zero.</param>
/// <param name="Offset">In the quantity's own unit.</param>
internal sealed record Unit(string Quantity, double Multiplier, double Divisor, double Offset)
{
    /// <summary>Converts into another unit of the same quantity.</summary>
    public double To(Unit other, double value)
    {
        (double multiplier, double divisor) = (Multiplier * other.Divisor, Divisor * other.Multiplier);
        double scaled = divisor % multiplier == 0 ? value / (divisor / multiplier)
            : multiplier % divisor == 0 ? value * (multiplier / divisor)
            : value * multiplier / divisor;
        return Offset == other.Offset ? scaled : scaled + ((Offset - other.Offset) * other.Divisor / other.Multiplier);
    }

    /// <summary>True when a value in the other unit is the same number.</summary>
    public bool IsSameAs(Unit other) =>
        Quantity == other.Quantity && Offset == other.Offset && Multiplier * other.Divisor == Divisor * other.Multiplier;
}
