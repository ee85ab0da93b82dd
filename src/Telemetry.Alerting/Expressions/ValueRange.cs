namespace Telemetry.Alerting.Expressions;

/// <summary>
/// The numbers that satisfy <c>x operator constant</c>: a closed range of doubles (or, for <c>!=</c>, everything outside of
/// it), so that a comparison costs two tests whatever its operator, and overlap is seen without cases.
/// </summary>
internal readonly record struct ValueRange(double Least, double Most, bool Inside)
{
    public static ValueRange Of(ComparisonOperator comparison, double constant) => comparison switch
    {
        ComparisonOperator.Less => new(double.NegativeInfinity, double.BitDecrement(constant), true),
        ComparisonOperator.LessOrEqual => new(double.NegativeInfinity, constant, true),
        ComparisonOperator.Greater => new(double.BitIncrement(constant), double.PositiveInfinity, true),
        ComparisonOperator.GreaterOrEqual => new(constant, double.PositiveInfinity, true),
        ComparisonOperator.Equal => new(constant, constant, true),
        _ => new(constant, constant, false),
    };

    public Truth Contains(double value) =>
        double.IsNaN(value) ? Truth.Unknown : (value >= Least && value <= Most) == Inside ? Truth.True : Truth.False;

    /// <summary>True when some number is in both.</summary>
    public bool Overlaps(ValueRange other) => (Inside, other.Inside) switch
    {
        (true, true) => Math.Max(Least, other.Least) <= Math.Min(Most, other.Most),
        (true, false) => Least < other.Least || Most > other.Most,
        (false, true) => other.Overlaps(this),
        _ => true,
    };
}
