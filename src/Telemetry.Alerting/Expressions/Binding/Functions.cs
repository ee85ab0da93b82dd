using Telemetry.Alerting.Expressions.Around;
using Telemetry.Alerting.Expressions.Units;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Binding;

/// <summary>The functions of the language. Windows are told from <c>min</c> and <c>max</c> of numbers by their duration.</summary>
internal sealed class Functions(Names names, Binder binder, MemberBinder members, Arithmetic arithmetic, ICollection<ExpressionMistake> mistakes)
{
    private readonly WindowBinder _windows = new(names, binder, mistakes);
    private readonly ExpectationBinder _expectations = new(names, binder, arithmetic, mistakes);

    public static IReadOnlyList<string> Names { get; } =
    [
        "abs", "age", "avg", "count", "curve", "delta", "forecast", "known", "last", "max", "median", "min", "plan", "rate", "standing", "stddev", "sum",
        "table", "weather",
    ];

    public static string Usage(string function) => function switch
    {
        "abs" => "abs(number)",
        "known" => "known(field)",
        "age" => "age(field), age(device('id').field) or age(service)",
        "last" => "last(field, duration)",
        "min" or "max" => $"{function}(number, number, ...), {function}(number, duration) or {function}(upstream.field)",
        "count" => "count(condition, duration) or count(number, duration)",
        "sum" or "avg" => $"{function}(number, duration) or {function}(upstream.field)",
        "standing" => "standing('rule')",
        _ when ExpectationBinder.Functions.Contains(function) => ExpectationBinder.Usage(function),
        _ => $"{function}(number, duration)",
    };

    /// <summary>Null when a mistake was added.</summary>
    public Term? Bind(Syntax.Call call)
    {
        if (call.Function is "device" or "site")
        {
            return Mistake(call.Offset, $"write {MemberBinder.Usage(call.Function)}");
        }

        if (!Names.Contains(call.Function))
        {
            return Mistake(call.Offset, names.Fields.Find(call.Function) is null
                ? $"unknown function '{call.Function}'{NearestName.Hint(call.Function, Names)}"
                : $"'{call.Function}' is a field, not a function");
        }

        if (call is { Function: "min" or "max" or "sum" or "avg", Arguments: [Syntax.Member { Arguments: null } member] } && MemberBinder.RelationOf(member.Of) is not null)
        {
            return members.BindPicked(member, call.Function switch { "min" => Pick.Least, "max" => Pick.Greatest, "sum" => Pick.Sum, _ => Pick.Mean });
        }

        return call.Function switch
        {
            "abs" => BindAbsolute(call),
            "min" or "max" when call.Arguments is not [_, Syntax.Duration] => BindExtreme(call),
            "known" => BindKnown(call),
            "age" => BindAge(call),
            "last" => BindLast(call),
            "standing" => members.BindStanding(call.Offset, of: null, call.Arguments),
            _ when ExpectationBinder.Functions.Contains(call.Function) => _expectations.Bind(call),
            _ => _windows.Bind(call),
        };
    }

    private Term? BindAbsolute(Syntax.Call call)
    {
        if (call.Arguments.Count != 1)
        {
            return Mistake(call.Offset, $"abs has {call.Arguments.Count} arguments; write {Usage("abs")}");
        }

        return binder.BindNumber(call.Arguments[0]) is { } operand
            ? arithmetic.Fold(new Term(new NumberNode.Absolute(operand.Number), operand.Unit, operand.Range.Absolute()), call.Offset)
            : null;
    }

    private Term? BindExtreme(Syntax.Call call)
    {
        if (call.Arguments.Count < 2)
        {
            return Mistake(call.Offset, $"{call.Function} has {call.Arguments.Count} arguments; write {Usage(call.Function)}");
        }

        Term?[] arguments = [.. call.Arguments.Select(binder.BindNumber)];
        if (Array.Exists(arguments, argument => argument is null))
        {
            return null;
        }

        var result = arguments[0];
        for (int i = 1; i < arguments.Length && result is { } soFar; i++)
        {
            var at = new Token(TokenKind.Comma, call.Arguments[i].Offset, call.Function);
            result = arithmetic.Extreme(at, call.Function == "min", soFar, arguments[i]!.Value);
        }

        return result is { } term ? arithmetic.Fold(term, call.Offset) : null;
    }

    private Term? BindKnown(Syntax.Call call)
    {
        if (call.Arguments is not [Syntax.Name or Syntax.Member or Syntax.Call])
        {
            return Mistake(call.Offset, $"write {Usage("known")}");
        }

        return binder.Bind(call.Arguments[0])?.Node switch
        {
            null => null,
            NumberNode.Field number => Term.Of(new ConditionNode.Known(number.Index, IsText: false)),
            ConditionNode.Flag flag => Term.Of(new ConditionNode.Known(flag.Index, IsText: false)),
            TextNode.Field text => Term.Of(new ConditionNode.Known(text.Index, IsText: true)),
            NumberNode number => Term.Of(new KnownNode(number)),
            TruthNode truth => Term.Of(new KnownNode(truth.Value)),
            TextNode text => Term.Of(new TextKnownNode(text)),
            _ => Mistake(call.Offset, $"write {Usage("known")}"),
        };
    }

    private Term? BindAge(Syntax.Call call)
    {
        if (call.Arguments is [Syntax.Name { Value: "service" }] && names.Fields.Find("service") is null)
        {
            return new Term(new ServiceAgeNode(), TermUnit.Seconds, new Interval(0, double.PositiveInfinity));
        }

        return call.Arguments is [Syntax.Name or Syntax.Member]
            ? SourceOf(call.Arguments[0]) is { Source: { } source } ? new Term(new AgeNode(source), TermUnit.Seconds, new Interval(0, double.PositiveInfinity)) : null
            : Mistake(call.Offset, $"write {Usage("age")}");
    }

    private Term? BindLast(Syntax.Call call)
    {
        if (call.Arguments is not [Syntax.Name or Syntax.Member, Syntax.Duration duration])
        {
            return Mistake(call.Offset, $"write {Usage("last")}, with a duration such as 5m");
        }

        return SourceOf(call.Arguments[0]) is { Source: { } source, Field: { } term }
            ? term with { Node = new LastNode(source, duration.Milliseconds) }
            : null;
    }

    /// <summary>Where the last committed value of a field is found, and what is known of it.</summary>
    private (Source? Source, Term Field)? SourceOf(Syntax syntax)
    {
        if (binder.Bind(syntax) is not { } term)
        {
            return null;
        }

        var source = term.Node switch
        {
            _ when names.IsEvent && syntax is Syntax.Name => null,
            NumberNode.Field field => new Source.Own(field.Index),
            ConditionNode.Flag flag => new Source.Own(flag.Index),
            LatestNode latest => latest.Source,
            TruthNode { Value: LatestNode latest } => latest.Source,
            _ => null,
        };
        if (source is null)
        {
            Mistake(syntax.Offset, "this needs a number or boolean among the readings of a device");
            return null;
        }

        return (source, term.Node is NumberNode ? term : new Term(new LatestNode(source), TermUnit.Open, new Interval(0, 1)));
    }

    private Term? Mistake(int offset, string message)
    {
        mistakes.Add(new(offset, message));
        return null;
    }
}
