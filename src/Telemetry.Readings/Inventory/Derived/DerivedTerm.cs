namespace Telemetry.Readings.Inventory.Derived;

/// <summary>What is known of a part of an expression while it is compiled: its unit, and between which values it lies.</summary>
/// <param name="Unit">The unit; null when it cannot be told, as behind a constant that carries a unit of its own.</param>
/// <param name="Minimum">The least value; never NaN.</param>
/// <param name="Maximum">The greatest value; never NaN.</param>
internal readonly record struct DerivedTerm(string? Unit, double Minimum, double Maximum)
{
    public static DerivedTerm Of(string unit, double minimum, double maximum) =>
        new(unit.Length == 0 ? null : unit, minimum, maximum);

    public static DerivedTerm Open(string? unit) => new(unit, double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>True when values of both units may be added. A difference of temperatures is in K and may be added to degC.</summary>
    public static bool Match(string? left, string? right) =>
        left is null || right is null || left == right || (left is "K" or "degC" && right is "K" or "degC");

    public static DerivedTerm Combine(DerivedOperation operation, DerivedTerm left, DerivedTerm right)
    {
        (double a, double b, double c, double d) = (left.Minimum, left.Maximum, right.Minimum, right.Maximum);
        (double low, double high) = operation switch
        {
            DerivedOperation.Add => (a + c, b + d),
            DerivedOperation.Subtract => (a - d, b - c),
            DerivedOperation.Multiply => Corners(a * c, a * d, b * c, b * d),
            DerivedOperation.Divide when c > 0 || d < 0 => Corners(a / c, a / d, b / c, b / d),
            DerivedOperation.Minimum => (Math.Min(a, c), Math.Min(b, d)),
            DerivedOperation.Maximum => (Math.Max(a, c), Math.Max(b, d)),
            DerivedOperation.Power when a >= 0 && c == d && c > 0 => (Math.Pow(a, c), Math.Pow(b, c)),
            _ => (double.NaN, double.NaN),
        };
        return double.IsNaN(low) || double.IsNaN(high)
            ? Open(UnitOf(operation, left.Unit, right.Unit))
            : new DerivedTerm(UnitOf(operation, left.Unit, right.Unit), low, high);
    }

    private static (double Low, double High) Corners(double a, double b, double c, double d) =>
        (Math.Min(Math.Min(a, b), Math.Min(c, d)), Math.Max(Math.Max(a, b), Math.Max(c, d)));

    private static string? UnitOf(DerivedOperation operation, string? left, string? right) => operation switch
    {
        DerivedOperation.Subtract when left == "degC" && right == "degC" => "K",
        DerivedOperation.Multiply => left == "1" ? right : right == "1" ? left : null,
        DerivedOperation.Divide => right == "1" ? left : left == right && left is not null ? "1" : null,
        DerivedOperation.Power => left == "1" ? "1" : null,
        _ => left ?? right,
    };
}
