namespace Telemetry.Readings.Inventory;

/// <summary>
/// A unit as a multiple of the SI unit of its quantity: <c>value * Multiplier / Divisor + Offset</c>.
/// Multiplier and divisor are whole where they can be, so that a conversion rounds once.
/// </summary>
/// <param name="Symbol">As operators or devices write it, such as <c>MPa</c> or <c>degC</c>.</param>
/// <param name="Quantity">What it measures, in English: <c>pressure</c>. Units of one quantity can be converted.</param>
/// <param name="Multiplier">More than zero.</param>
/// <param name="Divisor">More than zero.</param>
/// <param name="Offset">In the quantity's SI unit.</param>
public sealed record FieldUnit(string Symbol, string Quantity, double Multiplier, double Divisor, double Offset = 0)
{
    /// <summary>Converts into another unit of the same quantity.</summary>
    internal double To(FieldUnit other, double value)
    {
        (double multiplier, double divisor) = (Multiplier * other.Divisor, Divisor * other.Multiplier);
        double scaled = divisor % multiplier == 0 ? value / (divisor / multiplier)
            : multiplier % divisor == 0 ? value * (multiplier / divisor)
            : value * multiplier / divisor;
        return Offset == other.Offset ? scaled : scaled + ((Offset - other.Offset) * other.Divisor / other.Multiplier);
    }

    /// <summary>True when a value in the other unit is the same number.</summary>
    internal bool IsSameAs(FieldUnit other) =>
        Quantity == other.Quantity && Offset == other.Offset && Multiplier * other.Divisor == Divisor * other.Multiplier;

    /// <summary>The unit of what a rate adds up to over seconds (<c>s</c> of SenML): W gives J, m3/s gives m3. Null for what is no rate.</summary>
    internal FieldUnit? OverSeconds() => Quantity switch
    {
        "power" => this with { Quantity = "energy" },
        "reactive power" => this with { Quantity = "reactive energy" },
        "apparent power" => this with { Quantity = "apparent energy" },
        "current" => this with { Quantity = "charge" },
        "volume flow" => this with { Quantity = "volume" },
        "mass flow" => this with { Quantity = "mass" },
        "speed" => this with { Quantity = "length" },
        "data rate" => this with { Quantity = "data" },
        _ => null,
    };
}
