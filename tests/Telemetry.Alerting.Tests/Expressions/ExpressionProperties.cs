using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Expressions.Binding;
using Telemetry.Alerting.Expressions.Units;
using Telemetry.Readings.Inventory;
using Interval = Telemetry.Alerting.Expressions.Interval;

namespace Telemetry.Alerting.Tests.Expressions;

public sealed class ExpressionProperties
{
    private static readonly City City = TestCity.Load();

    private static readonly string[] Words =
    [
        "pressure", "flow", "running", "mode", "device", "site", "upstream", "abs", "min", "max", "avg", "delta", "count", "age", "known", "last", "plan", "curve",
        "standing", "forecast", "(", ")", ",", ".", "+", "-", "*", "/", "<", "<=", "==", "!=", "and", "or", "not", "true", "'x'", "'", "3", "0.5", "20L", "5m", "1e9",
        " MPa", "%", " 10^4m3", " m", "#", "=", "&", "\u4e2d", "\0",
    ];

    private static readonly UnitTable Units = new();

    private static readonly Arbitrary<TermUnit> KnownUnits = Gen.Elements(FieldUnits.All.Select(unit => Units.Of(unit.Symbol)).ToArray()).ToArbitrary();

    private static readonly Arbitrary<Interval> Intervals =
        (from a in Gen.Choose(-50, 50) from span in Gen.Choose(0, 20) select new Interval(a / 4.0, (a + span) / 4.0)).ToArbitrary();

    [Fact]
    public void Compile_AnyText_ThrowsNothing() =>
        Prop.ForAll<string>(text => Survives(text ?? string.Empty)).QuickCheckThrowOnFailure();

    [Fact]
    public void Compile_AnyWords_ThrowNothingAndMistakesStandInTheText() =>
        Prop.ForAll(Gen.Elements(Words).ListOf().Select(words => string.Concat(words)).ToArbitrary(), Survives)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(30));

    [Fact]
    public void Compile_LongestExpressions_ThrowNothing()
    {
        Assert.True(Survives("flow > 0" + string.Concat(Enumerable.Repeat("+1", 2000))));
        Assert.True(Survives("flow" + string.Concat(Enumerable.Repeat("-flow", 800)) + " > 1"));
        Assert.True(Survives(string.Concat(Enumerable.Repeat("running or ", 370)) + "running"));
        Assert.True(Survives("sum(" + string.Concat(Enumerable.Repeat("abs(", 200))));
    }

    [Fact]
    public void Fold_ConstantsWithoutUnits_AgreesWithEvaluation() =>
        Prop.ForAll(Arithmetic(4).ToArbitrary(), text =>
        {
            // The same numbers once as constants, which are folded, and once as fields, which are not.
            var mistakes = new List<ExpressionMistake>();
            var folded = Binder.CompileNumber(text.Replace("F", "7", StringComparison.Ordinal).Replace("G", "3", StringComparison.Ordinal), TestNames.Of(City, []), mistakes);
            var varying = Binder.CompileNumber(text.Replace("F", "flow", StringComparison.Ordinal).Replace("G", "makeup_flow", StringComparison.Ordinal), TestNames.Of(City, []), []);
            if (varying is not { } term)
            {
                return true;
            }

            double expected = term.Number.Evaluate(new Scope([double.NaN, 7, 3, double.NaN, 0, 0], [], []));
            return folded is { } constant
                ? constant.Node is NumberNode.Constant actual && Same(actual.Value, expected)
                : !double.IsFinite(expected) && mistakes.Exists(mistake => mistake.Message == "this has no finite value");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Range_OfAnyArithmetic_ContainsTheValue() =>
        Prop.ForAll(Arithmetic(4).ToArbitrary(), Gen.Choose(0, 500).ToArbitrary(), Gen.Choose(0, 50).ToArbitrary(), (text, flow, makeup) =>
        {
            var term = Binder.CompileNumber(
                text.Replace("F", "flow", StringComparison.Ordinal).Replace("G", "makeup_flow", StringComparison.Ordinal), TestNames.Of(City, []), []);
            double value = term?.Number.Evaluate(new Scope([double.NaN, flow, makeup, double.NaN, 0, 0], [], [])) ?? double.NaN;
            return double.IsNaN(value) || (value >= term!.Value.Range.Least - 1e-6 * Math.Abs(value) && value <= term.Value.Range.Most + 1e-6 * Math.Abs(value));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Interval_Operations_ContainTheResultsOfTheirEnds() =>
        Prop.ForAll(Intervals, Intervals, (a, b) =>
        {
            double[] left = [a.Least, a.Most, (a.Least + a.Most) / 2], right = [b.Least, b.Most, (b.Least + b.Most) / 2];
            return (from x in left
                    from y in right
                    select (a + b).Contains(x + y) && (a - b).Contains(x - y) && (a * b).Contains(x * y) && (y == 0 || (a / b).Contains(x / y))
                        && Interval.Lesser(a, b).Contains(Math.Min(x, y)) && Interval.Greater(a, b).Contains(Math.Max(x, y)) && a.Absolute().Contains(Math.Abs(x)))
                .All(isInside => isInside);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Units_MultiplyThenDivide_GivesTheDimensionBack() =>
        Prop.ForAll(KnownUnits, KnownUnits, (a, b) =>
        {
            var product = TermUnit.Multiply(a, b);
            var mirrored = TermUnit.Multiply(b, a);
            if (!product.IsKnown)
            {
                return !mirrored.IsKnown && a.Dimension.Own != b.Dimension.Own;
            }

            var back = TermUnit.Divide(product, b);
            return product.Dimension == mirrored.Dimension && Same(product.Scale, mirrored.Scale) && back.Dimension == a.Dimension && Same(back.Scale, a.Scale);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Units_Align_IsSymmetricAndConvertsThereAndBack() =>
        Prop.ForAll(KnownUnits, KnownUnits, (a, b) =>
        {
            var there = TermUnit.Align(a, b, out double factor);
            var back = TermUnit.Align(b, a, out double inverse);
            return there is null ? back is null && a.Dimension != b.Dimension : back is not null && Same(factor * inverse, 1) && a.Dimension == b.Dimension;
        }).QuickCheckThrowOnFailure();

    private static bool Survives(string text)
    {
        var mistakes = new List<ExpressionMistake>();
        var node = Binder.Compile(text, TestNames.Of(City, []), mistakes);
        return (node is null) == (mistakes.Count > 0) && mistakes.TrueForAll(mistake => mistake.Offset >= 0 && mistake.Offset <= text.Length);
    }

    private static Gen<string> Arithmetic(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Elements("F", "G"),
            from number in Gen.Choose(1, 400) select (number / 8.0).ToString(CultureInfo.InvariantCulture));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Arithmetic(depth - 1);
        return Gen.OneOf(
            leaf,
            from a in inner from b in inner from sign in Gen.Elements("+", "-", "*", "/") select $"({a} {sign} {b})",
            from a in inner from b in inner from name in Gen.Elements("min", "max") select $"{name}({a}, {b})",
            from a in inner select $"abs({a})",
            from a in inner select $"-({a})");
    }

    private static bool Same(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 1e-9 * Math.Max(Math.Abs(a), Math.Abs(b));
}
