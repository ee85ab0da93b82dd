using System.Globalization;
using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Expressions.Around;
using Telemetry.Alerting.Expressions.Binding;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>
/// Finds values that would both raise and clear a rule. It looks at what both conditions are about: numbers against constants,
/// texts against constants, flags, joined by <c>and or not</c>. Each number is tried at, just below and just above each of its
/// limits, which is every way its comparisons can come out.
/// <para>
/// Nothing is said when the two have nothing in common: what still satisfies <c>when</c> is not cleared. When they share a field
/// in different forms (<c>max(a, b)</c> here, <c>a</c> there) <see cref="OverlapSamples"/> looks for an example.
/// </para>
/// </summary>
internal sealed class Overlap
{
    /// <summary>The most combinations that are tried.</summary>
    public const int MaximumCombinations = 20_000;

    private readonly List<(Node Subject, List<object> Values)> _variables = [];
    private readonly Dictionary<Node, object> _chosen = [];

    private Overlap()
    {
    }

    /// <summary>An example for people, such as <c>, as pressure = 0.3</c>; empty when they are equal; null when there is no overlap.</summary>
    public static string? Find(ConditionNode when, ConditionNode clear, IReadOnlyList<Window> windows, Names names)
    {
        if (when == clear)
        {
            return string.Empty;
        }

        var search = new Overlap();
        if (!search.Collect(when) || search._variables.Select(variable => variable.Subject).ToHashSet() is not { } raising || !search.Collect(clear)
            || search.AreEntangled(windows))
        {
            return OverlapSamples.Find(when, clear, windows, names);
        }

        return Subjects(clear).Any(raising.Contains) && search.Try(0, when, clear) ? search.Example(names) : null;
    }

    private static IEnumerable<Node> Subjects(ConditionNode condition)
    {
        var other = new Overlap();
        other.Collect(condition);
        return other._variables.Select(variable => variable.Subject);
    }

    private bool Collect(ConditionNode condition)
    {
        switch (condition)
        {
            case ConditionNode.And both:
                return Collect(both.Left) && Collect(both.Right);
            case ConditionNode.Or either:
                return Collect(either.Left) && Collect(either.Right);
            case ConditionNode.Not not:
                return Collect(not.Operand);
            case ConditionNode.FieldThreshold or ConditionNode.Threshold:
                var threshold = SimpleThreshold.Of(condition)!.Value;
                Add(threshold.Subject, [threshold.Limit, Math.BitDecrement(threshold.Limit), Math.BitIncrement(threshold.Limit)]);
                return true;
            case ConditionNode.TextEquality { Right: TextNode.Constant constant } equality:
                Add(equality.Left, [constant.Value, string.Empty]);
                return true;
            case ConditionNode.Flag or FlagNode or TruthNode or StandsNode or ConditionNode.Known:
                Add(condition, [true, false]);
                return true;
            default:
                return false;
        }
    }

    private void Add(Node subject, object[] values)
    {
        int index = _variables.FindIndex(variable => variable.Subject == subject);
        if (index < 0)
        {
            _variables.Add((subject, []));
            index = _variables.Count - 1;
        }

        _variables[index].Values.AddRange(values.Except(_variables[index].Values));
    }

    /// <summary>Two numbers made of the same field do not move freely, so that a combination may be impossible.</summary>
    private bool AreEntangled(IReadOnlyList<Window> windows)
    {
        var seen = new HashSet<Node>();
        double combinations = 1;
        foreach (var (subject, values) in _variables)
        {
            combinations *= values.Count;
            foreach (var leaf in subject.Leaves().SelectMany(leaf => Unfolded(leaf, windows)).Distinct().ToList())
            {
                if (!seen.Add(leaf))
                {
                    return true;
                }
            }
        }

        return combinations > MaximumCombinations;
    }

    private static IEnumerable<Node> Unfolded(Node leaf, IReadOnlyList<Window> windows) => leaf switch
    {
        NumberNode.Constant => [],
        NumberNode.Window window => windows[window.Slot].Subject.Leaves().SelectMany(inner => Unfolded(inner, windows)),
        ConditionNode.Flag flag => [new NumberNode.Field(flag.Index)],
        ConditionNode.Known known => [new NumberNode.Field(known.Index)],
        _ => [leaf],
    };

    private bool Try(int index, ConditionNode when, ConditionNode clear)
    {
        if (index == _variables.Count)
        {
            return Holds(when) && Holds(clear);
        }

        var (subject, values) = _variables[index];
        foreach (object value in values)
        {
            _chosen[subject] = value;
            if (Try(index + 1, when, clear))
            {
                return true;
            }
        }

        return false;
    }

    private bool Holds(ConditionNode condition) => condition switch
    {
        ConditionNode.And both => Holds(both.Left) && Holds(both.Right),
        ConditionNode.Or either => Holds(either.Left) || Holds(either.Right),
        ConditionNode.Not not => !Holds(not.Operand),
        ConditionNode.TextEquality equality => ((string)_chosen[equality.Left] == ((TextNode.Constant)equality.Right).Value) == equality.Equal,
        ConditionNode.FieldThreshold or ConditionNode.Threshold => Holds(SimpleThreshold.Of(condition)!.Value),
        _ => (bool)_chosen[condition],
    };

    private bool Holds(SimpleThreshold threshold) =>
        ValueRange.Of(threshold.Operator, threshold.Limit).Contains((double)_chosen[threshold.Subject]) == Truth.True;

    private string Example(Names names)
    {
        var parts = _variables.Select(variable => variable.Subject switch
        {
            NumberNode.Field field => Part(names.Fields[field.Index], _chosen[variable.Subject]),
            ConditionNode.Flag flag => Part(names.Fields[flag.Index], _chosen[variable.Subject]),
            _ => null,
        });
        string example = string.Join(", ", parts.OfType<string>().Take(3));
        return example.Length == 0 ? string.Empty : $", such as {example}";
    }

    private static string Part(FieldProfile field, object value) => value is double number
        ? string.Create(CultureInfo.InvariantCulture, $"{field.Name} = {Math.Round(number, 9)}")
        : $"{field.Name} = {value.ToString()!.ToLowerInvariant()}";
}
