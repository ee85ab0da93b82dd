using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>What the engine needs of a kind to judge its readings, laid out once: the same for every device of the kind.</summary>
internal sealed class KindPlan
{
    public KindPlan(KindRules rules)
    {
        Rules = rules.Readings;
        Fields = rules.Kind.Readings.Count;
        MaskWords = (Rules.Length + 63) / 64;
        When = [.. Rules.Select(rule => new Gate(rule.When))];
        Clear = [.. Rules.Select(rule => new Gate(rule.Clear))];
        LifeSafety = [.. Rules.Index().Where(rule => rule.Item.LifeSafety).Select(rule => rule.Index)];
        TextFields = [.. rules.Kind.Readings.Fields.Where(field => field.Type == FieldType.Text).Select(field => field.Index)];
        Windows = new WindowPlan[rules.Windows.Length];
        Columns = Fields;
        for (int i = 0; i < Windows.Length; i++)
        {
            int column = rules.Windows[i].Subject is NumberNode.Field field ? field.Index : Columns++;
            Windows[i] = new WindowPlan(rules.Windows[i], column, Cells);
            Cells += Windows[i].Cells;
        }
    }

    public ReadingRule[] Rules { get; }

    /// <summary>By rule.</summary>
    public Gate[] When { get; }

    /// <summary>By rule.</summary>
    public Gate[] Clear { get; }

    /// <summary>Indexes of the rules about lives.</summary>
    public int[] LifeSafety { get; }

    /// <summary>A rule has one bit in each mask.</summary>
    public int MaskWords { get; }

    /// <summary>Fields of a reading.</summary>
    public int Fields { get; }

    /// <summary>Numbers kept of a reading: its fields, then what windows look at that is no field.</summary>
    public int Columns { get; }

    /// <summary>Indexes of the fields that are texts.</summary>
    public int[] TextFields { get; }

    public WindowPlan[] Windows { get; }

    /// <summary>Cells of all windows of a device.</summary>
    public int Cells { get; }
}
