using System.Globalization;
using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Expressions.Binding;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>
/// Tries two conditions on many made-up samples, for those that <see cref="Overlap"/> cannot take apart because one field stands
/// in several of their numbers. What it finds is an overlap; what it does not find may be one all the same. Windows move by
/// themselves here, so that nothing is said when a field stands inside of a window and outside too.
/// </summary>
internal static class OverlapSamples
{
    /// <summary>How many samples are tried.</summary>
    public const int Count = 20_000;

    // For a field without a physical range.
    private const double Far = 1000;

    /// <summary>An example such as <c>, such as flow = 12</c>; null when none was found.</summary>
    public static string? Find(ConditionNode when, ConditionNode clear, IReadOnlyList<Window> windows, Names names)
    {
        var whenLeaves = when.Leaves().Distinct().ToList();
        var leaves = whenLeaves.Concat(clear.Leaves()).Distinct().ToList();
        int[] fields = [.. leaves.Select(FieldOf).Where(field => field >= 0).Distinct()];
        int[] slots = [.. leaves.OfType<NumberNode.Window>().Select(window => window.Slot)];
        bool isOpaque = leaves.Exists(leaf => FieldOf(leaf) < 0 && leaf is not (NumberNode.Constant or NumberNode.Window or ConditionNode.Constant))
            || slots.SelectMany(slot => windows[slot].Subject.Leaves()).Any(leaf => leaf is NumberNode.Window || fields.Contains(FieldOf(leaf)))
            || !clear.Leaves().Any(leaf => leaf is not NumberNode.Constant && (whenLeaves.Contains(leaf) || (FieldOf(leaf) is >= 0 and var field && whenLeaves.Exists(other => FieldOf(other) == field))));
        if (isOpaque)
        {
            return null;
        }

        var random = new Random(1);
        double[] numbers = new double[names.Fields.Count];
        double[] results = new double[windows.Count];
        Array.Fill(numbers, double.NaN);
        for (int i = 0; i < Count; i++)
        {
            foreach (int field in fields)
            {
                numbers[field] = Sample(names.Fields[field], random);
            }

            foreach (int slot in slots)
            {
                results[slot] = (random.NextDouble() - 0.5) * 2 * Math.Pow(10, random.Next(-3, 4));
            }

            var scope = new Scope(numbers, [], results);
            if (when.Evaluate(scope) == Truth.True && clear.Evaluate(scope) == Truth.True)
            {
                return ", such as " + string.Join(", ", fields.Take(3).Select(field =>
                    string.Create(CultureInfo.InvariantCulture, $"{names.Fields[field].Name} = {numbers[field]:0.####}")));
            }
        }

        return null;
    }

    private static double Sample(FieldProfile field, Random random)
    {
        if (field.Type == FieldType.Boolean)
        {
            return random.Next(2);
        }

        double least = double.IsFinite(field.PhysicalMinimum) ? field.PhysicalMinimum : -Far;
        double most = double.IsFinite(field.PhysicalMaximum) ? field.PhysicalMaximum : Far;

        // Half of them near the least: shares and leaks are small.
        double share = random.NextDouble();
        return least + ((most - least) * (random.Next(2) == 0 ? share : share * share * share));
    }

    private static int FieldOf(Node leaf) => leaf switch
    {
        NumberNode.Field field => field.Index,
        ConditionNode.FieldThreshold threshold => threshold.Index,
        ConditionNode.Flag flag => flag.Index,
        ConditionNode.Known { IsText: false } known => known.Index,
        _ => -1,
    };
}
