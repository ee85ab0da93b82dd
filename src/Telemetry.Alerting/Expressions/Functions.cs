using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions;

/// <summary>The functions of the language. Windows are told from <c>min</c> and <c>max</c> of numbers by their duration.</summary>
internal sealed class Functions(FieldTable fields, List<Window>? windows, ICollection<ExpressionMistake> mistakes)
{
    /// <summary>The longest window: its state is kept per device in memory.</summary>
    public const long LongestWindowMs = 31L * 24 * 60 * 60 * 1000;

    /// <summary>The one function that gives a condition.</summary>
    public const string Known = "known";

    public static IReadOnlyList<string> Names { get; } = ["abs", "avg", "count", "delta", "known", "max", "median", "min", "rate", "stddev", "sum"];

    public static string Usage(string function) => function switch
    {
        "abs" => "abs(number)",
        Known => "known(field)",
        "min" or "max" => $"{function}(number, number, ...) or {function}(field, duration)",
        _ => $"{function}(field, duration)",
    };

    /// <summary>Null when a mistake was added.</summary>
    /// <param name="bindNumber">Binds an argument that must be a number.</param>
    public NumberNode? Bind(Syntax.Call call, Func<Syntax, NumberNode?> bindNumber)
    {
        if (!Names.Contains(call.Function))
        {
            return Mistake(call.Offset, fields.Find(call.Function) is null
                ? $"unknown function '{call.Function}'{NearestName.Hint(call.Function, Names)}"
                : $"'{call.Function}' is a field, not a function");
        }

        if (call.Function is "delta" or "rate" or "avg" or "sum" or "count" or "median" or "stddev" || call.Arguments is [_, Syntax.Duration])
        {
            return BindWindow(call);
        }

        int wanted = call.Function == "abs" ? 1 : 2;
        if (call.Arguments.Count < wanted || (wanted == 1 && call.Arguments.Count > 1))
        {
            return Mistake(call.Offset, $"{call.Function} has {call.Arguments.Count} arguments; write {Usage(call.Function)}");
        }

        var arguments = call.Arguments.Select(bindNumber).ToArray();
        if (Array.Exists(arguments, argument => argument is null))
        {
            return null;
        }

        var node = call.Function switch
        {
            "abs" => new NumberNode.Absolute(arguments[0]!),
            "min" => arguments.Aggregate((a, b) => new NumberNode.Lesser(a!, b!))!,
            _ => arguments.Aggregate((a, b) => new NumberNode.Greater(a!, b!))!,
        };
        return node.Varies ? node : new NumberNode.Constant(node.Evaluate(default));
    }

    /// <summary>Binds <c>known(field)</c>. Null when a mistake was added.</summary>
    public ConditionNode? BindKnown(Syntax.Call call)
    {
        if (call.Arguments is not [Syntax.Name name])
        {
            Mistake(call.Offset, $"write {Usage(Known)}");
            return null;
        }

        if (fields.Find(name.Value) is { } field)
        {
            return new ConditionNode.Known(field.Index, field.Type == FieldType.Text);
        }

        Mistake(name.Offset, $"unknown field '{name.Value}'{NearestName.Hint(name.Value, [.. fields.Fields.Select(f => f.Name)])}");
        return null;
    }

    private NumberNode.Window? BindWindow(Syntax.Call call)
    {
        if (windows is null)
        {
            Mistake(call.Offset, $"{call.Function} over a time is only for readings, not for events");
            return null;
        }

        if (call.Arguments is not [Syntax.Name name, Syntax.Duration duration])
        {
            Mistake(call.Offset, $"write {Usage(call.Function)}, with a duration such as 5m");
            return null;
        }

        if (fields.Find(name.Value) is not { } field)
        {
            Mistake(name.Offset, $"unknown field '{name.Value}'{NearestName.Hint(name.Value, [.. fields.Fields.Select(f => f.Name)])}");
            return null;
        }

        if (field.Type != FieldType.Number)
        {
            Mistake(name.Offset, $"{call.Function} needs a field of numbers, but '{field.Name}' is a {field.Type.ToString().ToLowerInvariant()}");
            return null;
        }

        if (duration.Milliseconds > LongestWindowMs)
        {
            Mistake(duration.Offset, "a window is at most 31d long");
            return null;
        }

        var window = new Window(Function(call.Function), new NumberNode.Field(field.Index), duration.Milliseconds, field.Name);
        int slot = windows.IndexOf(window);
        if (slot < 0)
        {
            slot = windows.Count;
            windows.Add(window);
        }

        return new NumberNode.Window(slot);
    }

    private static WindowFunction Function(string name) => name switch
    {
        "delta" => WindowFunction.Delta,
        "avg" => WindowFunction.Average,
        "min" => WindowFunction.Minimum,
        "rate" => WindowFunction.Rate,
        "sum" => WindowFunction.Sum,
        "count" => WindowFunction.Count,
        "median" => WindowFunction.Median,
        "stddev" => WindowFunction.StandardDeviation,
        _ => WindowFunction.Maximum,
    };

    private NumberNode? Mistake(int offset, string message)
    {
        mistakes.Add(new(offset, message));
        return null;
    }
}
