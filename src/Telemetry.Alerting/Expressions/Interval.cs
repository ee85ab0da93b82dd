namespace Telemetry.Alerting.Expressions;

/// <summary>Between which values a number must lie, as far as the physical ranges tell. Never too narrow.</summary>
/// <param name="Least">Never NaN.</param>
/// <param name="Most">Never NaN.</param>
internal readonly record struct Interval(double Least, double Most)
{
    public static Interval All => new(double.NegativeInfinity, double.PositiveInfinity);

    public static Interval Of(double value) => new(value, value);

    public double Span => Most - Least;

    public bool Contains(double value) => value >= Least && value <= Most;

    public bool Meets(Interval other) => Least <= other.Most && other.Least <= Most;

    public Interval Negated() => new(-Most, -Least);

    public Interval Absolute() => Least >= 0 ? this : Most <= 0 ? Negated() : new(0, Math.Max(-Least, Most));

    /// <param name="factor">More than zero.</param>
    public Interval Scaled(double factor) => new(Least * factor, Most * factor);

    public static Interval operator +(Interval a, Interval b) => Checked(a.Least + b.Least, a.Most + b.Most);

    public static Interval operator -(Interval a, Interval b) => Checked(a.Least - b.Most, a.Most - b.Least);

    public static Interval operator *(Interval a, Interval b) => Corners(a.Least * b.Least, a.Least * b.Most, a.Most * b.Least, a.Most * b.Most);

    /// <summary>Division by zero is unknown and no value, so that only a sign on one side of zero is of use.</summary>
    public static Interval operator /(Interval a, Interval b) => b.Least >= 0 && b.Most > 0
        ? Corners(Quotient(a.Least, b.Least), Quotient(a.Least, b.Most), Quotient(a.Most, b.Least), Quotient(a.Most, b.Most))
        : b.Most <= 0 && b.Least < 0 ? (a / b.Negated()).Negated()
        : All;

    public static Interval Lesser(Interval a, Interval b) => new(Math.Min(a.Least, b.Least), Math.Min(a.Most, b.Most));

    public static Interval Greater(Interval a, Interval b) => new(Math.Max(a.Least, b.Least), Math.Max(a.Most, b.Most));

    // As near to zero as one likes: the sign of the dividend decides.
    private static double Quotient(double dividend, double divisor) => divisor != 0 ? dividend / divisor : dividend * double.PositiveInfinity is var far && !double.IsNaN(far) ? far : 0;

    private static Interval Corners(double a, double b, double c, double d) =>
        Checked(Math.Min(Math.Min(a, b), Math.Min(c, d)), Math.Max(Math.Max(a, b), Math.Max(c, d)));

    private static Interval Checked(double least, double most) => double.IsNaN(least) || double.IsNaN(most) ? All : new(least, most);
}
