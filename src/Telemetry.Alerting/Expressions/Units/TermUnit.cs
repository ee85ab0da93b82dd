namespace Telemetry.Alerting.Expressions.Units;

/// <summary>The unit of a number in an expression.</summary>
/// <param name="Scale">One of it in the base units of its dimension: 1e6 for MPa.</param>
/// <param name="Symbol">As people write it, for messages.</param>
/// <param name="IsLoose">A number without a unit was multiplied in, which may carry one of its own.</param>
/// <param name="IsCompound">Two different quantities were multiplied.</param>
internal readonly record struct TermUnit(
    Certainty Certainty,
    Dimension Dimension = default,
    double Scale = 1,
    string Symbol = "",
    TemperatureKind Temperature = TemperatureKind.Either,
    bool IsLoose = false,
    bool IsCompound = false)
{
    public static TermUnit Open => new(Certainty.Open);

    public static TermUnit Plain => new(Certainty.Plain);

    public static TermUnit Ratio => new(Certainty.Known, Symbol: "1");

    public static TermUnit Seconds => new(Certainty.Known, new Dimension(0, 0, 1, 0, 0), 1, "s");

    public bool IsKnown => Certainty == Certainty.Known;

    /// <summary>What a change of it is in: K for degC.</summary>
    public TermUnit AsDifference() =>
        Temperature == TemperatureKind.Absolute ? this with { Temperature = TemperatureKind.Difference, Symbol = "K" } : this;

    /// <summary>The unit of a sum, a difference, the lesser or the greater; null when the two do not go together.</summary>
    /// <param name="factor">What the right number must be multiplied with to be in the unit of the left one.</param>
    public static TermUnit? Align(TermUnit left, TermUnit right, out double factor)
    {
        factor = 1;
        if (left.IsKnown && right.IsKnown)
        {
            if (left.Dimension != right.Dimension)
            {
                return null;
            }

            factor = right.Scale == left.Scale ? 1 : right.Scale / left.Scale;
            return left with { IsLoose = left.IsLoose || right.IsLoose, IsCompound = left.IsCompound || right.IsCompound };
        }

        return left.Certainty == Certainty.Open || right.Certainty == Certainty.Open ? Open
            : left.IsKnown ? left
            : right;
    }

    public static TermUnit Multiply(TermUnit left, TermUnit right) => Combine(left, right, right.Dimension, right.Scale, "*");

    public static TermUnit Divide(TermUnit left, TermUnit right) => Combine(left, right, right.Dimension.Inverted(), 1 / right.Scale, "/");

    private static TermUnit Combine(TermUnit left, TermUnit right, Dimension rightDimension, double rightScale, string sign)
    {
        if (left.Certainty == Certainty.Open || right.Certainty == Certainty.Open)
        {
            return Open;
        }

        if (!left.IsKnown && !right.IsKnown)
        {
            return Plain;
        }

        if (!right.IsKnown)
        {
            return left.AsFactor().Loosened();
        }

        if (!left.IsKnown)
        {
            return (right with { Dimension = rightDimension, Scale = rightScale, Symbol = sign == "*" ? right.Symbol : $"1/{right.Symbol}" }).AsFactor().Loosened();
        }

        if (Dimension.Multiply(left.Dimension, rightDimension) is not { } dimension)
        {
            return Open;
        }

        // A pure ratio changes the number, not the quantity; what cancels is a ratio.
        bool isCompound = left.IsCompound || right.IsCompound
            || (!left.Dimension.IsNone && !right.Dimension.IsNone && !dimension.IsNone);
        bool isLoose = left.IsLoose || right.IsLoose;
        string symbol = right.Symbol == "1" ? left.Symbol : left.Symbol == "1" && sign == "*" ? right.Symbol : $"{left.Symbol}{sign}{right.Symbol}";
        return isCompound && isLoose
            ? Open
            : new TermUnit(Certainty.Known, dimension, left.Scale * rightScale, symbol, TemperatureKind.Either, isLoose, isCompound);
    }

    private TermUnit AsFactor() => this with { Temperature = Temperature == TemperatureKind.Difference ? Temperature : TemperatureKind.Either };

    private TermUnit Loosened() => IsCompound ? Open : this with { IsLoose = true };

    public override string ToString() => Certainty switch { Certainty.Open => "?", Certainty.Plain => "a plain number", _ => Symbol == "1" ? "a ratio" : Symbol };
}
