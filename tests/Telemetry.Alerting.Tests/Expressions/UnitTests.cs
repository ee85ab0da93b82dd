using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Expressions.Binding;
using Telemetry.Alerting.Expressions.Units;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Expressions;

/// <summary>Units of expressions: what goes together, what is converted, what is refused and where.</summary>
public sealed class UnitTests
{
    // p, q: MPa 0..2.5; k: kPa 0..2500; f, g: t/h 0..500; v: m3 0..10; l: L 0..10000; t, u: degC -20..120; dt: K; w: kW; r: 1; h: %; own: 10^8m3
    private static readonly City City = Load();

    [Theory]
    // literals are converted into the unit of the other side
    [InlineData("p < 0.3 MPa", "p", 0.3)]
    [InlineData("p < 300 kPa", "p", 0.3)]
    [InlineData("p < 300kPa", "p", 0.3)]
    [InlineData("3 bar > p", "p", 0.3)]
    [InlineData("p < 300000 Pa", "p", 0.3)]
    [InlineData("v < 20 L", "v", 0.02)]
    [InlineData("v < 20L", "v", 0.02)]
    [InlineData("l < 1 m3", "l", 1000)]
    [InlineData("t < 20 degC", "t", 20)]
    [InlineData("t - u < 5 K", null, 5)]
    [InlineData("f > 10 kg/s", "f", 36)]
    [InlineData("h > 5 %", "h", 5)]
    [InlineData("h > 5%", "h", 5)]
    [InlineData("r > 5 %", "r", 0.05)]
    [InlineData("f / g > 4 %", null, 0.04)]
    [InlineData("w > 0.5 MW", "w", 500)]
    [InlineData("own > 3 10^8m3", "own", 3)]
    [InlineData("p < -1 * -0.3 MPa", "p", 0.3)]
    [InlineData("p < 0.2 MPa + 100 kPa", "p", 0.3)]
    [InlineData("age(p) > 5m", null, 300)]
    [InlineData("age(p) > 5 min", null, 300)]
    [InlineData("age(service) > 15d", null, 1_296_000)]
    [InlineData("rate(v, 1h) > 20 L/h", null, 0.02)]
    [InlineData("delta(t, 5m) > 3 K", null, 3)]
    [InlineData("stddev(t, 5m) > 3 K", null, 3)]
    public void Compile_LimitWithAUnit_IsConverted(string text, string? field, double limit)
    {
        var node = Compile(text);
        double actual = node switch
        {
            ConditionNode.FieldThreshold threshold => threshold.Limit,
            ConditionNode.Threshold threshold => threshold.Limit,
            _ => double.NaN,
        };
        Assert.Equal(limit, actual, 1e-12);
        Assert.Equal(field is not null, node is ConditionNode.FieldThreshold);
        if (node is ConditionNode.FieldThreshold closed)
        {
            Assert.Equal(field, Kind.Readings[closed.Index].Name);
            Assert.Equal(limit, closed.Limit);
        }
    }

    [Theory]
    [InlineData("p < f", 2, "MPa and t/h do not go together in '<'")]
    [InlineData("p + f > 1", 2, "MPa and t/h do not go together in '+'")]
    [InlineData("p < 3 L", 2, "MPa and L do not go together in '<'")]
    [InlineData("max(p, f) > 1", 7, "MPa and t/h do not go together in 'max'")]
    [InlineData("p * f > p", 6, "MPa*t/h and MPa do not go together in '>'")]
    [InlineData("p / f > 3 %", 6, "MPa/t/h and % do not go together in '>'")]
    [InlineData("rate(v, 1h) > 20 L", 12, "m3/h and L do not go together in '>'")]
    [InlineData("delta(t, 5m) > 20 degC", 13, "degC is a temperature and K a difference of two; '>' cannot take one of each")]
    [InlineData("t > 5 K", 2, "degC is a temperature and K a difference of two; '>' cannot take one of each")]
    [InlineData("t - u > t", 6, "degC is a temperature and K a difference of two; '>' cannot take one of each")]
    [InlineData("age(p) > 5 m", 7, "s and m do not go together in '>'; '5 m' are metres, '5m' are minutes")]
    [InlineData("p < 0.3 Mpa", 8, "'Mpa' follows a number but is no unit (did you mean 'MPa'?)")]
    [InlineData("p < 0.3 flow", 8, "'flow' follows a number but is no unit; docs/city.md lists the units")]
    [InlineData("p < 3000 kPa", 4, "3000 kPa lies outside the physical range of 'p', 0..2.5 MPa")]
    [InlineData("k < 3 MPa", 4, "3 MPa lies outside the physical range of 'k', 0..2500 kPa")]
    [InlineData("h > r", 2, null)]
    [InlineData("own < v", 4, "10^8m3 and m3 do not go together in '<'")]
    [InlineData("device.limit > f", 13, "MPa and t/h do not go together in '>'")]
    [InlineData("table(p, storage) > 1", 6, "m3 and MPa do not go together in 'table'")]
    public void Compile_UnitsDoNotFit_SaysWhere(string text, int offset, string? message) =>
        Assert.Equal(message is null ? [] : [new ExpressionMistake(offset, message)], Mistakes(text));

    [Theory]
    // a plain number takes any unit, and in a product it may carry one
    [InlineData("1.163 * f * (t - u) > 3000")]
    [InlineData("1.163 * f * (t - u) > w")]
    [InlineData("f * (t - u) * 1.163 / w > 1.1")]
    [InlineData("p > 2 * q")]
    [InlineData("(t + u) / 2 > 50 degC")]
    [InlineData("t - 18 > u")]
    [InlineData("t + 5 K > u")]
    [InlineData("abs(t - u) > 3")]
    [InlineData("avg(max(t, u), 5m) > 50")]
    [InlineData("p > k")]
    [InlineData("v > l")]
    [InlineData("v * h > 3 m3")]
    [InlineData("p > device.limit - 50 kPa")]
    public void Compile_UnitsFit_IsNoMistake(string text) => Assert.Empty(Mistakes(text));

    // p 1 MPa, q 2 MPa, k 500 kPa, f 10, g 20 t/h, v 3 m3, l 2000 L, t 60, u 40 degC, dt 5 K, w 300 kW, r 0.5, h 40 %
    [Theory]
    [InlineData("p > k", true)]
    [InlineData("k < p", true)]
    [InlineData("k + p > 1400", true)]
    [InlineData("k + p > 1600", false)]
    [InlineData("p + k == 1.5", true)]
    [InlineData("max(k, p) == 1000", true)]
    [InlineData("min(p, k) == 0.5", true)]
    [InlineData("v - l > 900 L", true)]
    [InlineData("l / v < 0.7", true)]
    [InlineData("v * h > 1.1 m3", true)]
    [InlineData("v * h > 1.3 m3", false)]
    [InlineData("h > r", false)]
    [InlineData("r > h", true)]
    [InlineData("f / g == 50 %", true)]
    [InlineData("t - u == 20 K", true)]
    [InlineData("u + dt == 45 degC", true)]
    [InlineData("1.163 * f * (t - u) < w", true)]
    public void Evaluate_MixedScales_ConvertsFirst(string text, bool expected) =>
        Assert.Equal(expected ? Truth.True : Truth.False, Compile(text).Evaluate(new Scope([1, 2, 500, 10, 20, 3, 2000, 60, 40, 5, 300, 0.5, 40, 1], [], [])));

    [Fact]
    public void Units_EveryUnitOfTheCity_IsKnownWithItsScale()
    {
        var table = new UnitTable();
        Assert.All(FieldUnits.All, unit => Assert.NotNull(table.Find(unit.Symbol)));
        Assert.All(FieldUnits.All.Where(unit => unit.Quantity is not ("ratio" or "count")), unit => Assert.False(table.Of(unit.Symbol).Dimension.IsNone));
        foreach (var quantity in FieldUnits.All.GroupBy(unit => unit.Quantity))
        {
            Assert.Single(quantity.Select(unit => table.Of(unit.Symbol).Dimension).Distinct());
        }
    }

    private static DeviceKind Kind => City.FindSystem("test")!.FindKind("thing")!;

    private static Names Names() => new(Kind, Kind.Readings, [], new Neighbourhood(City));

    private static ConditionNode Compile(string text)
    {
        var mistakes = new List<ExpressionMistake>();
        var node = Binder.Compile(text, Names(), mistakes);
        Assert.Empty(mistakes);
        return node!;
    }

    private static List<ExpressionMistake> Mistakes(string text)
    {
        var mistakes = new List<ExpressionMistake>();
        var node = Binder.Compile(text, Names(), mistakes);
        Assert.Equal(node is null, mistakes.Count > 0);
        return mistakes;
    }

    private static City Load()
    {
        var result = CityLoader.Load([new CityFile("systems/test.yaml", """
            system: test
            title: { zh: 测试, en: Test }
            units: [10^8m3]
            kinds:
              thing:
                title: { zh: 物, en: Thing }
                interval: 30s
                parameters:
                  limit: { unit: MPa, range: [0, 5], default: 1, title: { zh: 限, en: Limit } }
                tables:
                  storage: { from: m3, to: t, title: { zh: 表, en: Table } }
                fields:
                  p: { unit: MPa, physical: [0, 2.5], title: { zh: 一, en: p } }
                  q: { unit: MPa, physical: [0, 2.5], title: { zh: 一, en: q } }
                  k: { unit: kPa, physical: [0, 2500], title: { zh: 一, en: k } }
                  f: { unit: t/h, physical: [0, 500], title: { zh: 一, en: f } }
                  g: { unit: t/h, physical: [0, 500], title: { zh: 一, en: g } }
                  v: { unit: m3, physical: [0, 10], title: { zh: 一, en: v } }
                  l: { unit: L, physical: [0, 10000], title: { zh: 一, en: l } }
                  t: { unit: degC, physical: [-20, 120], title: { zh: 一, en: t } }
                  u: { unit: degC, physical: [-20, 120], title: { zh: 一, en: u } }
                  dt: { unit: K, title: { zh: 一, en: dt } }
                  w: { unit: kW, title: { zh: 一, en: w } }
                  r: { unit: "1", physical: [0, 1], title: { zh: 一, en: r } }
                  h: { unit: "%", physical: [0, 100], title: { zh: 一, en: h } }
                  own: { unit: 10^8m3, title: { zh: 一, en: own } }
                rules: []
            """), new CityFile("city/test.yaml", """
            areas:
              - { id: town, level: city, title: { zh: 镇, en: Town } }
            """)]);
        Assert.True(result.IsGood, string.Join('\n', result.Mistakes));
        return result.City;
    }
}
