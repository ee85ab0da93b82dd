using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>A compiled rule of a kind of device: what it tells people. When it does so is up to the kinds of rule.</summary>
public abstract class Rule
{
    private protected Rule(DeviceKind kind, RuleDefinition definition, Severity severity)
    {
        Kind = kind;
        Definition = definition;
        Severity = severity;
    }

    /// <summary>Unique within <see cref="Kind"/>.</summary>
    public string Id => Definition.Id.Value;

    public DeviceKind Kind { get; }

    /// <summary>The rule as the file has it.</summary>
    public RuleDefinition Definition { get; }

    public Severity Severity { get; }

    /// <summary>True for what must never be suppressed by a flood.</summary>
    public bool LifeSafety => Definition.LifeSafety;

    /// <summary>The id of an escalation ladder; null when the severity decides.</summary>
    public string? Escalation => Definition.Escalation?.Value;

    public LocalizedText Title => Definition.Title;

    public LocalizedText? Advice => Definition.Advice;

    /// <summary>What the device is told when the condition is raised.</summary>
    public RuleCommand? Command => Definition.Command;

    /// <summary>Where the procedure is written: an https address or a path; null when the rule names none.</summary>
    public string? Procedure => Definition.Procedure?.Value;

    /// <summary>How its conditions are announced.</summary>
    internal RuleClauses Clauses { get; init; } = RuleClauses.None;

    /// <summary>The place of a rule by its id; below zero when there is none.</summary>
    internal static int IndexOf(Rule[] rules, string id)
    {
        for (int i = 0; i < rules.Length; i++)
        {
            if (rules[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    public override string ToString() => $"{Kind.System.Id}/{Kind.Id}/{Id}";
}
