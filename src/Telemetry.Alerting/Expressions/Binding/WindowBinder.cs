using Telemetry.Alerting.Expressions.Around;
using Telemetry.Alerting.Expressions.Units;

namespace Telemetry.Alerting.Expressions.Binding;

/// <summary>Binds functions over the time before the newest sample: <c>avg(max(a, b), 5m)</c>, <c>count(flow &gt; 0, 24h)</c>.</summary>
internal sealed class WindowBinder(Names names, Binder binder, ICollection<ExpressionMistake> mistakes)
{
    /// <summary>The longest window: its state is kept per device in memory.</summary>
    public const long LongestMs = 31L * 24 * 60 * 60 * 1000;

    private static readonly TermUnit Hour = new UnitTable().Of("h");

    /// <summary>Null when a mistake was added.</summary>
    public Term? Bind(Syntax.Call call)
    {
        if (names.Windows is not { } windows)
        {
            return Mistake(call.Offset, names.IsElsewhere
                ? $"{call.Function} over a time is only for the device's own readings, not within site.count"
                : names.IsEvent ? $"{call.Function} over a time is only for readings, not for events"
                : $"{call.Function} over a time is not known here, where no reading has come");
        }

        if (call.Arguments is not [var argument, Syntax.Duration duration])
        {
            return Mistake(call.Offset, $"write {Functions.Usage(call.Function)}, with a duration such as 5m");
        }

        var function = FunctionOf(call.Function);
        if (Subject(call, argument, ref function) is not { } subject)
        {
            return null;
        }

        if (duration.Milliseconds > LongestMs)
        {
            return Mistake(duration.Offset, "a window is at most 31d long");
        }

        var window = new Window(function, subject.Number, duration.Milliseconds, SyntaxText.Of(argument));
        int slot = windows.FindIndex(other => other with { Name = window.Name } == window);
        if (slot < 0)
        {
            slot = windows.Count;
            windows.Add(window);
        }

        return Result(window, subject, new NumberNode.Window(slot), call.Function == "count");
    }

    private Term? Subject(Syntax.Call call, Syntax argument, ref WindowFunction function)
    {
        if (binder.Bind(argument) is not { } term)
        {
            return null;
        }

        switch (term.Node)
        {
            case NumberNode { Varies: true }:
                return term;
            case NumberNode:
                return Mistake(argument.Offset, $"{call.Function} over a time needs something that varies");
            case ConditionNode { Varies: true } condition when function == WindowFunction.Count:
                function = WindowFunction.Sum;
                return new Term(new IndicatorNode(condition), TermUnit.Ratio, new Interval(0, 1));
            default:
                return Mistake(argument.Offset, $"{call.Function} needs a number, but this gives {Binder.Kind(term.Node)}");
        }
    }

    private static Term Result(Window window, Term subject, NumberNode.Window node, bool isCount)
    {
        var (unit, range) = (subject.Unit, subject.Range);
        var change = new Interval(-range.Span, range.Span);
        (unit, range) = window.Function switch
        {
            _ when isCount => (TermUnit.Ratio, new Interval(0, double.PositiveInfinity)),
            WindowFunction.Delta => (unit.AsDifference(), change),
            WindowFunction.Rate => (TermUnit.Divide(unit.AsDifference(), Hour), Interval.All),
            WindowFunction.Sum => (unit, new Interval(range.Least >= 0 ? range.Least : double.NegativeInfinity, range.Most <= 0 ? range.Most : double.PositiveInfinity)),
            WindowFunction.StandardDeviation => (unit.AsDifference(), new Interval(0, range.Span / 2)),
            _ => (unit, range),
        };
        return new Term(node, unit, double.IsNaN(range.Least) || double.IsNaN(range.Most) ? Interval.All : range);
    }

    private static WindowFunction FunctionOf(string name) => name switch
    {
        "delta" => WindowFunction.Delta,
        "rate" => WindowFunction.Rate,
        "avg" => WindowFunction.Average,
        "min" => WindowFunction.Minimum,
        "max" => WindowFunction.Maximum,
        "sum" => WindowFunction.Sum,
        "count" => WindowFunction.Count,
        "median" => WindowFunction.Median,
        _ => WindowFunction.StandardDeviation,
    };

    private Term? Mistake(int offset, string message)
    {
        mistakes.Add(new(offset, message));
        return null;
    }
}
