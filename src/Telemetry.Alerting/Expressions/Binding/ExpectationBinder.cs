using Telemetry.Alerting.Expressions.Around;
using Telemetry.Alerting.Expressions.Units;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Binding;

/// <summary>Binds what is expected: plans, curves, tables, weather and forecasts.</summary>
internal sealed class ExpectationBinder(Names names, Binder binder, Arithmetic arithmetic, ICollection<ExpressionMistake> mistakes)
{
    /// <summary>The field and forecast that heating curves go by.</summary>
    private const string Outdoor = "outdoor_temperature";

    public static IReadOnlyList<string> Functions { get; } = ["plan", "curve", "table", "weather", "forecast"];

    public static string Usage(string function) => function switch
    {
        "plan" => "plan(field)",
        "curve" => "curve(field) with a supply or return temperature",
        "table" => "table(number, name) with a table of the kind",
        "weather" => "weather(name)",
        _ => "forecast(name, duration) of the weather, or forecast(field) of a heat load",
    };

    public Term? Bind(Syntax.Call call) => (call.Function, call.Arguments) switch
    {
        ("plan", [Syntax.Name name]) => BindPlan(name),
        ("curve", [Syntax.Name name]) => BindCurve(name),
        ("table", [var from, Syntax.Name name]) => BindTable(from, name),
        ("weather", [Syntax.Name or Syntax.Text]) => Weather(call.Arguments[0], new WeatherNode(Word(call.Arguments[0]))),
        ("forecast", [Syntax.Name or Syntax.Text, Syntax.Duration ahead]) => BindForecast(call.Arguments[0], ahead.Milliseconds),
        ("forecast", [Syntax.Name or Syntax.Text]) => BindForecast(call.Arguments[0], 0),
        _ => Mistake(call.Offset, $"write {Usage(call.Function)}"),
    };

    private static string Word(Syntax syntax) => syntax is Syntax.Name name ? name.Value : ((Syntax.Text)syntax).Value;

    private FieldProfile? Number(Syntax.Name name)
    {
        if (names.Kind.Readings.Find(name.Value) is { Type: FieldType.Number } field)
        {
            return field;
        }

        string[] numbers = [.. names.Kind.Readings.Fields.Where(field => field.Type == FieldType.Number).Select(field => field.Name)];
        Mistake(name.Offset, names.Kind.Readings.Find(name.Value) is null
            ? $"unknown field '{name.Value}'{NearestName.Hint(name.Value, numbers)}"
            : $"'{name.Value}' is no field of numbers");
        return null;
    }

    private Term? BindPlan(Syntax.Name name) => Number(name) is { } field
        ? new Term(new PlanNode(field.Name), names.Units.Of(field.Unit), new Interval(field.PhysicalMinimum, field.PhysicalMaximum))
        : null;

    private Term? BindTable(Syntax from, Syntax.Name name)
    {
        if (names.Kind.Curves.FirstOrDefault(curve => curve.Name == name.Value) is not { } table)
        {
            return Mistake(name.Offset, $"unknown table '{name.Value}'{NearestName.Hint(name.Value, [.. names.Kind.Curves.Select(curve => curve.Name)])}");
        }

        if (binder.BindNumber(from) is not { } term)
        {
            return null;
        }

        var key = new Term(new NumberNode.Constant(0), names.Units.Of(table.FromUnit), Interval.All);
        var at = new Token(TokenKind.Comma, from.Offset, "table");
        return arithmetic.Comparable(at, key with { Node = new ParameterNode(-1) }, term) is var (_, aligned)
            ? new Term(new TableNode(table.Index, aligned.Number), names.Units.Of(table.ToUnit), Interval.All)
            : null;
    }

    /// <summary>The weather has no table of units; what is called a temperature is in degC.</summary>
    private Term Weather(Syntax name, NumberNode node) =>
        new(node, Word(name).EndsWith("temperature", StringComparison.Ordinal) ? names.Units.Of("degC") : TermUnit.Open, Interval.All);

    private Term? BindForecast(Syntax name, long aheadMs)
    {
        if (name is not Syntax.Name field || names.Kind.Readings.Find(field.Value) is not { Type: FieldType.Number } profile
            || names.Units.Of(profile.Unit).Dimension != names.Units.Of("W").Dimension)
        {
            return Weather(name, new ForecastNode(Word(name), aheadMs));
        }

        var load = Parameter(name, "design_load", names.Units.Of("kW"));
        var indoor = Parameter(name, "design_indoor_temperature", names.Units.Of("degC"));
        var outdoor = Parameter(name, "design_outdoor_temperature", names.Units.Of("degC"));
        return load is null || indoor is null || outdoor is null ? null : new Term(
            new LoadForecastNode(load, indoor, outdoor, Outdoor, aheadMs),
            names.Units.Of(names.Kind.Parameters[load.Index].Unit),
            new Interval(0, double.PositiveInfinity));
    }

    private Term? BindCurve(Syntax.Name name)
    {
        if (Number(name) is not { } field)
        {
            return null;
        }

        const string supplySuffix = "supply_temperature";
        const string returnSuffix = "return_temperature";
        bool isReturn = field.Name.EndsWith(returnSuffix, StringComparison.Ordinal);
        if (!isReturn && !field.Name.EndsWith(supplySuffix, StringComparison.Ordinal))
        {
            return Mistake(name.Offset, $"write {Usage("curve")}: a field whose name ends in '{supplySuffix}' or '{returnSuffix}'");
        }

        if (names.Kind.Readings.Find(Outdoor) is not { Type: FieldType.Number } outdoor || names.IsEvent)
        {
            return Mistake(name.Offset, $"curve needs a field '{Outdoor}' of the same reading");
        }

        // primary_design_supply_temperature for a primary_supply_temperature; one curve for all without the prefix.
        string prefix = field.Name[..^supplySuffix.Length] + "design_";
        prefix = names.Parameter(prefix + supplySuffix) is null ? "design_" : prefix;
        var degrees = names.Units.Of("degC");
        ParameterNode?[] design =
        [
            Parameter(name, "design_indoor_temperature", degrees), Parameter(name, "design_outdoor_temperature", degrees),
            Parameter(name, prefix + supplySuffix, degrees), Parameter(name, prefix + returnSuffix, degrees),
        ];
        if (Array.Exists(design, parameter => parameter is null))
        {
            return null;
        }

        var exponent = names.Parameter("radiator_exponent") is { } own ? new ParameterNode(own.Index) : null;
        var node = new CompensationNode(isReturn, new NumberNode.Field(outdoor.Index), design[0]!, design[1]!, design[2]!, design[3]!, exponent);
        return new Term(node, degrees, Interval.All);
    }

    private ParameterNode? Parameter(Syntax at, string name, TermUnit unit)
    {
        if (names.Parameter(name) is not { } parameter)
        {
            Mistake(at.Offset, $"this needs a parameter '{name}' of kind '{names.Kind.Id}'");
            return null;
        }

        if (names.Units.Of(parameter.Unit).Dimension != unit.Dimension)
        {
            Mistake(at.Offset, $"parameter '{name}' is in {parameter.Unit}, but is needed in {unit}");
            return null;
        }

        return new ParameterNode(parameter.Index);
    }

    private Term? Mistake(int offset, string message)
    {
        mistakes.Add(new(offset, message));
        return null;
    }
}
