using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Expressions.Binding;
using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Expressions;

/// <summary>Terms about more than the sample in hand.</summary>
public sealed class AroundTests
{
    private const long Now = 1_763_700_000_000;
    private static readonly City City = WaterCity.Load();

    // The sample of g-1: opening 1000 mm, level 30 m, local false, phase 'a', ten seconds after the latest ones.
    // rsv.level 40 (5 min old), rsv.spilling true, cam-1.battery 80 (1 min), cam-2.battery 20 (2 min); opening of g-1 1000, g-2 700, g-4 1500
    private static readonly FakeSurroundings Around = new()
    {
        Values =
        {
            [("rsv", "level")] = (40, Now - 300_000),
            [("rsv", "spilling")] = (1, Now - 300_000),
            [("cam-1", "battery")] = (80, Now - 60_000),
            [("cam-2", "battery")] = (20, Now - 120_000),
            [("g-1", "opening")] = (1000, Now),
            [("g-1", "level")] = (30, Now - 10_000),
            [("g-2", "opening")] = (700, Now),
            [("g-4", "opening")] = (1500, Now),
        },
        Flags = { ("g-1", InputFlag.Permit) },
        Standing = { ("cam-2", "person"), ("g-2", "high") },
        Modes = { ["g-1"] = "flood", ["g-2"] = "irrigation" },
        Services = { ["g-1"] = Now - (20 * 86_400_000L) },
        Plans = { ["opening"] = 900 },
        Sky = (name, atMs) => name == "rain" ? (atMs - Now) / 3_600_000.0 : double.NaN,
    };

    [Theory]
    [InlineData("opening > device.greatest", "False")]
    [InlineData("opening > device.greatest / 3", "True")]
    [InlineData("device('rsv').level > level", "True")]
    [InlineData("device('rsv').level - level > 9.5 m", "True")]
    [InlineData("device('rsv').spilling", "True")]
    [InlineData("device('g-3').opening > 1", "Unknown")]
    [InlineData("upstream.level > 39", "True")]
    [InlineData("upstream.spilling and not local", "True")]
    [InlineData("max(downstream.battery) == 80", "True")]
    [InlineData("min(downstream.battery) == 20", "True")]
    [InlineData("sum(downstream.battery) == 100", "True")]
    [InlineData("avg(downstream.battery) == 50", "True")]
    [InlineData("primary.level > 3", "Unknown")]
    [InlineData("age(level) == 10", "True")]
    [InlineData("age(opening) < 1s", "True")]
    [InlineData("age(local) > 1s", "Unknown")]
    [InlineData("age(upstream.level) == 5m", "True")]
    [InlineData("age(device('cam-2').battery) >= 2m", "True")]
    [InlineData("age(service) > 15d", "True")]
    [InlineData("last(upstream.level, 10m) == 40", "True")]
    [InlineData("last(upstream.level, 4m) == 40", "Unknown")]
    [InlineData("last(level, 1m) == 30", "True")]
    [InlineData("known(device('rsv').level)", "True")]
    [InlineData("known(device('g-3').level)", "False")]
    [InlineData("known(upstream.spilling)", "True")]
    [InlineData("known(mode)", "True")]
    [InlineData("mode == 'flood'", "True")]
    [InlineData("mode != 'irrigation'", "True")]
    [InlineData("phase == 'a'", "True")]
    [InlineData("permit", "True")]
    [InlineData("away or maintenance", "False")]
    [InlineData("weather(rain) == 0", "True")]
    [InlineData("forecast(rain, 6h) == 6", "True")]
    [InlineData("forecast('rain', 90m) > 1.4", "True")]
    [InlineData("weather(wind) > 3", "Unknown")]
    [InlineData("opening - plan(opening) == 100", "True")]
    [InlineData("plan(level) > 3", "Unknown")]
    // g-4 is planned and g-3 is at another site
    [InlineData("site.count(opening > 500) == 2", "True")]
    [InlineData("site.count(opening > 900) == 1", "True")]
    [InlineData("site.count(opening > device.greatest) == 1", "True")]
    [InlineData("site.count(mode == 'flood') == 1", "True")]
    [InlineData("site.any(opening < 800)", "True")]
    [InlineData("site.any(opening > 1200)", "False")]
    [InlineData("site.any(not known(opening))", "False")]
    [InlineData("downstream.standing('person')", "True")]
    [InlineData("device('cam-1').standing('person')", "False")]
    public void Evaluate_Around_Decides(string text, string expected)
    {
        var mistakes = new List<ExpressionMistake>();
        var node = Binder.Compile(text, WaterCity.Names(City, []), mistakes);
        Assert.Empty(mistakes);
        Assert.Equal(expected, node!.Evaluate(new Scope([1000, 30, 0, double.NaN], new[] { null, null, null, "a" }, [], City.FindDevice("g-1")!, Now, Around)).ToString());
    }

    [Fact]
    public void Evaluate_PhaseOfAnInput_WinsOverTheField()
    {
        var node = Binder.Compile("phase == 'b'", WaterCity.Names(City), [])!;
        var around = new FakeSurroundings { Modes = { ["g-2 phase"] = "b" } };
        Assert.Equal(Truth.True, node.Evaluate(new Scope([1, 2, 0, double.NaN], new[] { null, null, null, "a" }, [], City.FindDevice("g-2")!, Now, around)));
        Assert.Equal(Truth.False, node.Evaluate(new Scope([1, 2, 0, double.NaN], new[] { null, null, null, "a" }, [], City.FindDevice("g-3")!, Now, around)));
    }

    [Theory]
    [InlineData("device.gratest > 1", 7, "unknown parameter 'gratest' (did you mean 'greatest'?)")]
    [InlineData("device.opening > 1", 7, "'opening' is a field; write it without 'device.'")]
    [InlineData("opening > greatest", 10, "'greatest' is a parameter; write device.greatest")]
    [InlineData("device > 1", 0, "'device' stands before a dot; write device.parameter or device('id').field")]
    [InlineData("device('rsw').level > 1", 7, "unknown device 'rsw' (did you mean 'rsv'?)")]
    [InlineData("device('rsv').levl > 1", 14, "'rsv' has no field 'levl' (did you mean 'level'?)")]
    [InlineData("device('rsv').note == 'x'", 14, "'note' is a text; of other devices only numbers and booleans are kept")]
    [InlineData("device(rsv).level > 1", 0, "write device.parameter or device('id').field")]
    [InlineData("device('rsv') > 1", 0, "write device.parameter or device('id').field")]
    [InlineData("opening > device('rsv').level * 2 MPa", 8, "mm and m*MPa do not go together in '>'")]
    [InlineData("device('rsv').level > 500", 22, "500 lies outside what 'device('rsv').level' can give, 0..200 m")]
    [InlineData("upstream.levle > 1", 9, "no upstream neighbour of a gate has a field 'levle' (did you mean 'level'?)")]
    [InlineData("downstream.battery > 1", 0, "'g-1' has several downstream neighbours with 'battery'; write max(downstream.battery), or min, avg or sum")]
    [InlineData("upstram.level > 1", 0, "'upstram' has no parts (did you mean 'upstream'?)")]
    [InlineData("upstream > 1", 0, "'upstream' stands before a dot; write upstream.field or upstream.standing('rule')")]
    [InlineData("site.sum(opening) > 1", 5, "write site.count(condition) or site.any(condition)")]
    [InlineData("site.count(opening) > 1", 11, "a condition is needed here, but this gives a number")]
    [InlineData("site.count(avg(level, 5m) > 1) > 1", 11, "avg over a time is only for the device's own readings, not within site.count")]
    [InlineData("site.any(site.any(local))", 9, "site.count does not stand within site.count")]
    [InlineData("mode == 'flod'", 8, "unknown mode 'flod' (did you mean 'flood'?)")]
    [InlineData("'flod' == mode", 0, "unknown mode 'flod' (did you mean 'flood'?)")]
    [InlineData("downstream.standing('persn')", 20, "unknown rule 'persn' (did you mean 'person'?)")]
    [InlineData("standing('low')", 9, "unknown rule 'low'")]
    [InlineData("plan(openin) > 1", 5, "unknown field 'openin' (did you mean 'opening'?)")]
    [InlineData("plan(local) > 1", 5, "'local' is no field of numbers")]
    [InlineData("curve(opening) > 1", 6, "write curve(field) with a supply or return temperature: a field whose name ends in 'supply_temperature' or 'return_temperature'")]
    [InlineData("table(level, sotrage) > 1", 13, "unknown table 'sotrage'")]
    [InlineData("age(3) > 1", 0, "write age(field), age(device('id').field) or age(service)")]
    [InlineData("age(mode) > 1", 4, "this needs a number or boolean among the readings of a device")]
    [InlineData("last(level) > 1", 0, "write last(field, duration), with a duration such as 5m")]
    [InlineData("weather() > 1", 0, "write weather(name)")]
    [InlineData("(opening).x > 1", 9, "'.' stands where an operator or the end should")]
    [InlineData("device. > 1", 8, "'>' stands where a name should")]
    public void Compile_Around_SaysWhereAndWhat(string text, int offset, string message)
    {
        var mistakes = new List<ExpressionMistake>();
        Assert.Null(Binder.Compile(text, WaterCity.Names(City, []), mistakes));
        Assert.Equal([new ExpressionMistake(offset, message)], mistakes);
    }

    [Theory]
    [InlineData("device('rsv').level > 1", "'rsv' stands in another county than 'g-9'; a rule looks only at devices of the same county", "")]
    [InlineData("upstream.level > 1", "'r-9' stands in another county than 'g-8'; a rule looks only at devices of the same county", "  - { id: g-8, system: test, kind: gate, site: here, neighbours: { upstream: r-9 } }\n  - { id: r-9, system: test, kind: reservoir, site: far }\n")]
    public void Compile_DeviceOfAnotherCounty_IsRefused(string text, string message, string places)
    {
        var city = WaterCity.Load(places: places.Length > 0 ? places : "  - { id: g-9, system: test, kind: gate, site: far }\n");
        var mistakes = new List<ExpressionMistake>();
        Assert.Null(Binder.Compile(text, WaterCity.Names(city), mistakes));
        Assert.Equal([new ExpressionMistake(0, message)], mistakes);
    }

    [Fact]
    public void Compile_WindowsOverExpressionsAndConditions_KeepTheirOrder()
    {
        var windows = new List<Window>();
        var mistakes = new List<ExpressionMistake>();
        Assert.NotNull(Binder.Compile(
            "count(level > 3, 24h) > 2 and min(delta(level, 30m), 24h) > 0 and avg(max(level, upstream.level), 5m) > 3 and count(level, 1h) < 3 and rate(level, 1h) > 0.3",
            WaterCity.Names(City, windows),
            mistakes));
        Assert.Empty(mistakes);
        Assert.Equal(
            [
                (WindowFunction.Sum, "level > 3"), (WindowFunction.Delta, "level"), (WindowFunction.Minimum, "delta(level, 30m)"),
                (WindowFunction.Average, "max(level, upstream.level)"), (WindowFunction.Count, "level"), (WindowFunction.Rate, "level"),
            ],
            windows.Select(window => (window.Function, window.Name)));
    }

    [Fact]
    public void Compile_InterlockWithAMistake_IsTold()
    {
        var mistakes = new List<Mistake>();
        Alerting.Rules.RuleSet.Compile(WaterCity.Load(interlock: "{ id: local, when: locl, title: { zh: 现, en: Local } }"), mistakes);
        Assert.Equal("unknown field 'locl' (did you mean 'local'?)", Assert.Single(mistakes).Message);
    }

    [Fact]
    public void Check_InventoryUnknown_SaysNothingOfOtherDevices()
    {
        const string Rule = "{ id: a, when: device('x').y > 3 and upstream.z and not device('x').standing('q') and max(upstream.q) > 3 MPa, severity: low, title: { zh: 一, en: A } }";
        var mistakes = new List<Mistake>();
        Alerting.Rules.RuleSet.Check(WaterCity.Load(Rule).Systems, mistakes);
        Assert.Empty(mistakes);
    }
}
