namespace Telemetry.Alerting.Expressions.Units;

/// <summary>
/// What is measured, as powers of the base quantities. Two units may be added or compared when their dimensions are equal.
/// </summary>
/// <param name="Own">
/// A quantity outside of the base ones, such as illuminance or a unit that a system file names itself; null for none. One at
/// a time: what multiplies two different ones has no dimension that could be followed.
/// </param>
internal readonly record struct Dimension(int Length, int Mass, int Time, int Temperature, int Current, string? Own = null, int OwnPower = 0)
{
    /// <summary>A ratio.</summary>
    public static Dimension None => default;

    public bool IsNone => this == None;

    public static Dimension OfOwn(string quantity) => default(Dimension) with { Own = quantity, OwnPower = 1 };

    /// <summary>Null when it cannot be followed.</summary>
    public static Dimension? Multiply(Dimension left, Dimension right)
    {
        if (left.Own is not null && right.Own is not null && left.Own != right.Own)
        {
            return null;
        }

        int power = left.OwnPower + right.OwnPower;
        return new Dimension(
            left.Length + right.Length,
            left.Mass + right.Mass,
            left.Time + right.Time,
            left.Temperature + right.Temperature,
            left.Current + right.Current,
            power == 0 ? null : left.Own ?? right.Own,
            power);
    }

    public Dimension Inverted() => new(-Length, -Mass, -Time, -Temperature, -Current, Own, -OwnPower);
}
