using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Inventory;

public sealed class DerivedFieldsTests
{
    private const string Fields = """
              a: { unit: m, physical: [0, 100], title: { zh: x, en: x } }
              b: { unit: m, physical: [0, 100], title: { zh: x, en: x } }
              t: { unit: degC, physical: [-50, 200], title: { zh: x, en: x } }
              armed: { type: boolean, title: { zh: x, en: x } }
        """;

    [Theory]
    [InlineData("a + b * 2", 11)]
    [InlineData("(a + b) * 2", 16)]
    [InlineData("a - b - 1", 1)]
    [InlineData("a / b / 5", 0.333333)]
    [InlineData("-a + b", -2)]
    [InlineData("2 ^ 3 ^ 2", 512)]
    [InlineData("-2 ^ 2", -4)]
    [InlineData("2 ^ -1", 0.5)]
    [InlineData("1.5e1 + .5", 15.5)]
    [InlineData("abs(b - a)", 2)]
    [InlineData("sqrt(a * a)", 5)]
    [InlineData("min(a, b, 1)", 1)]
    [InlineData("max(a, b)", 5)]
    [InlineData("factor * a", 50)]
    [InlineData("max(a - b, 0) ^ 1.5", 2.828427)]
    [InlineData("table(a, curve)", 50)]
    [InlineData("table(b + 3.5, curve)", 80)]
    public void Compute_Arithmetic_IsAsWritten(string expression, double expected)
    {
        CityLoadResult result = Load(expression, expression.StartsWith("table", StringComparison.Ordinal) ? "1" : "m");

        Assert.Equal("", string.Join('\n', result.Mistakes));
        Assert.Equal(expected, Compute(result.City!, ("a", 5), ("b", 3)) ?? double.NaN, 5);
    }

    [Theory]
    [InlineData("a / (b - 3)")]
    [InlineData("sqrt(b - a)")]
    [InlineData("(b - a) ^ 0.5")]
    [InlineData("table(a + 100, curve)")]
    [InlineData("t * 1")]
    [InlineData("t ^ 0")]
    [InlineData("max(a * 1, t * 1)")]
    [InlineData("1e300 * a * a * 1e300")]
    public void Compute_NoResult_LeavesTheFieldOut(string expression) => Assert.Null(Compute(Load(expression).City!, ("a", 5), ("b", 3)));

    [Theory]
    [InlineData("a + c", "4 unknown field 'c' (did you mean 'a'?)")]
    [InlineData("factr * a", "0 unknown field 'factr' (did you mean 'factor'?)")]
    [InlineData("a +", "3 the expression ends too early")]
    [InlineData("a b", "2 'b' is not expected here")]
    [InlineData("a % 2", "2 '%' is not expected here")]
    [InlineData("(a + b", "6 ')' is missing")]
    [InlineData("1.2.3", "0 '1.2.3' is not a number")]
    [InlineData("sqr(a)", "0 unknown function 'sqr' (did you mean 'sqrt'?)")]
    [InlineData("min(a)", "5 min and max take at least two values")]
    [InlineData("table(a, curv)", "9 unknown table 'curv' (did you mean 'curve'?)")]
    [InlineData("table(t, curve)", "0 table 'curve' is looked up by m, not by degC")]
    [InlineData("a + t", "2 m and degC do not go together here")]
    [InlineData("2 ^ a", "2 an exponent must be a plain number, not in m")]
    [InlineData("armed * 2", "0 'armed' is a boolean, not a number")]
    [InlineData("later + 1", "0 'later' is derived itself and must stand above 'x' to be used here")]
    [InlineData("x + 1", "0 'x' is derived itself and must stand above 'x' to be used here")]
    [InlineData("a + b", "0 the expression of 'x' is in m, the field in kW", "kW")]
    [InlineData("t - t + 1", "0 the expression of 'x' is in K, the field in kW", "kW")]
    [InlineData("a / b", "0 the expression of 'x' is in 1, the field in kW", "kW")]
    [InlineData("a + 3000", "0 the expression of 'x' lies between 3000 to 3100, which is never inside its physical range", "m")]
    public void Compile_Mistake_IsToldWithItsColumn(string expression, string mistake, string unit = "1")
    {
        CityLoadResult result = Load(expression, unit);

        Mistake told = Assert.Single(result.Mistakes);
        Assert.Equal(mistake, $"{told.Column - 19} {told.Message}");
    }

    [Fact]
    public void Compile_TooDeep_IsRefused()
    {
        Assert.Contains("nested deeper", Assert.Single(Load(new string('(', 40) + "a" + new string(')', 40)).Mistakes).Message, StringComparison.Ordinal);
        Assert.Contains("at a time", Assert.Single(Load(string.Concat(Enumerable.Range(0, 31).Select(_ => "1 + (")) + "1 + 2 ^ (3 ^ 4)" + new string(')', 31)).Mistakes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_FieldThatTheDeviceSent_IsLeftAlone() => Assert.Null(Compute(Load("a + b", "m").City!, ("a", 5), ("b", 3), ("x", 1)));

    [Fact]
    public void Compute_BadInput_CountsAsMissing()
    {
        Device device = Load("a + b", "m").City!.Devices[0];
        DecodedField[] sample = [Field(device, "a", 5), Field(device, "b", 300) with { Quality = Quality.Bad }];

        Assert.Equal(0, device.Kind.Derived.Compute(device, sample, new DecodedField[device.Kind.Derived.Count]));
    }

    [Fact]
    public void Compute_OutsideThePhysicalRange_IsBadAndNotUsedFurther()
    {
        Device device = Load("a * 100", "m").City!.Devices[0];
        var derived = new DecodedField[device.Kind.Derived.Count];

        int count = device.Kind.Derived.Compute(device, [Field(device, "a", 90)], derived);

        Assert.Equal(1, count);
        Assert.Equal((9000, Quality.Bad, FieldType.Number, 0), (derived[0].Number, derived[0].Quality, derived[0].Type, derived[0].TextLength));
    }

    [Fact]
    public void Compute_DerivedOfDerived_SeesTheOneAbove()
    {
        Device device = Load("a + b", "m").City!.Devices[0];
        var derived = new DecodedField[device.Kind.Derived.Count];

        int count = device.Kind.Derived.Compute(device, [Field(device, "a", 5), Field(device, "b", 3)], derived);

        Assert.Equal(["x", "later"], derived.Take(count).Select(f => device.Kind.Readings[f.FieldIndex].Name));
        Assert.Equal([8.0, 16.0], derived.Take(count).Select(f => f.Number));
    }

    [Theory]
    [InlineData(0.1, 0.30000000000000004, 0.3)]
    [InlineData(0.5, 1.26, 1.5)]
    [InlineData(10, 44, 40)]
    [InlineData(0.25, 0.4, 0.5)]
    public void Compute_Resolution_RoundsToItsStep(double resolution, double value, double expected)
    {
        string text = resolution.ToString(System.Globalization.CultureInfo.InvariantCulture);
        City city = Load($"a * {value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}", "m", $"resolution: {text}").City!;

        Assert.Equal(expected, Compute(city, ("a", 1)));
    }

    [Fact]
    public void Compute_ManyTimes_AllocatesNothing()
    {
        Device device = Load("table(a, curve) + factor * max(b, 1) ^ 2").City!.Devices[0];
        DecodedField[] sample = [Field(device, "a", 5), Field(device, "b", 3)];
        var derived = new DecodedField[device.Kind.Derived.Count];
        device.Kind.Derived.Compute(device, sample, derived);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            device.Kind.Derived.Compute(device, sample, derived);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void None_OfAKindWithoutDerivedFields_ComputesNothing()
    {
        Device device = TestCity.Good().Devices[0];

        Assert.Same(DerivedFields.None, device.Kind.Derived);
        Assert.Equal(0, device.Kind.Derived.Compute(device, [new DecodedField { FieldIndex = 0, Number = 1 }], []));
    }

    private static CityLoadResult Load(string expression, string unit = "1", string more = "")
    {
        string system = $$"""
            system: test
            title: { zh: x, en: x }
            kinds:
              box:
                title: { zh: x, en: x }
                interval: 60s
                parameters: { factor: { unit: "1", default: 10, title: { zh: x, en: x } } }
                tables: { curve: { from: m, to: "1", title: { zh: x, en: x } } }
                fields:
            {{Fields}}
                  x:
                    derived: "{{expression}}"
                    unit: {{unit}}
                    {{more}}
                    physical: [-1000, 1000]
                    title: { zh: x, en: x }
                  later: { unit: {{unit}}, derived: x * 2, title: { zh: x, en: x } }
            """;
        const string City = """
            areas: [{ id: liaocheng, level: city, title: { zh: x, en: x } }]
            sites: [{ id: place, area: liaocheng, title: { zh: x, en: x } }]
            devices: [{ id: box-1, system: test, kind: box, site: place, tables: { curve: [[0, 0], [4, 40], [6, 60], [7, 100]] } }]
            """;
        return CityLoader.Load([new("systems/test.yaml", system), new("city/test.yaml", City)]);
    }

    private static double? Compute(City city, params (string Name, double Value)[] values)
    {
        Device device = city.Devices[0];
        var derived = new DecodedField[device.Kind.Derived.Count];
        int count = device.Kind.Derived.Compute(device, [.. values.Select(v => Field(device, v.Name, v.Value))], derived);
        return derived.Take(count).Where(f => device.Kind.Readings[f.FieldIndex].Name == "x").Select(f => (double?)f.Number).SingleOrDefault();
    }

    private static DecodedField Field(Device device, string name, double value) =>
        new() { FieldIndex = device.Kind.Readings.Find(name)!.Index, Type = FieldType.Number, Number = value };
}
