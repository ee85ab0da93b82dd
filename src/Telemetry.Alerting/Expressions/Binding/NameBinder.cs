using Telemetry.Alerting.Expressions.Around;
using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Binding;

/// <summary>Binds what stands by itself: fields, mode and phase, and what people have said of the device.</summary>
internal sealed class NameBinder(Names names, ICollection<ExpressionMistake> mistakes)
{
    public Term? Bind(Syntax.Name name)
    {
        if (names.Fields.Find(name.Value) is { } field)
        {
            return OfField(name, field);
        }

        switch (name.Value)
        {
            case "mode" when names.Kind.Modes.Count > 0:
                return Term.Of(new ModeNode(IsPhase: false, FieldIndex: -1));
            case "phase" when names.Kind.Phases.Count > 0:
                return Term.Of(new ModeNode(IsPhase: true, FieldIndex: -1));
            case "away":
                return Term.Of(new FlagNode(InputFlag.Away));
            case "permit":
                return Term.Of(new FlagNode(InputFlag.Permit));
            case "maintenance":
                return Term.Of(new FlagNode(InputFlag.Maintenance));
            default:
                return Unknown(name);
        }
    }

    /// <summary>A text that is compared with a field must be one that the field can have.</summary>
    public void CheckText(TextNode subject, TextNode text, int offset)
    {
        if (text is not TextNode.Constant constant)
        {
            return;
        }

        string[] known = subject switch
        {
            TextNode.Field field => [.. names.Fields[field.Index].Values],
            ModeNode mode => Known(mode),
            _ => [],
        };
        if (known.Length > 0 && !known.Contains(constant.Value))
        {
            string what = subject switch { ModeNode { IsPhase: true } => "phase", ModeNode => "mode", _ => "value" };
            mistakes.Add(new(offset, $"unknown {what} '{constant.Value}'{NearestName.Hint(constant.Value, known)}"));
        }
    }

    private Term? OfField(Syntax.Name name, FieldProfile field)
    {
        switch (field.Type)
        {
            case FieldType.Number:
                return new Term(new NumberNode.Field(field.Index), names.Units.Of(field.Unit), new Interval(field.PhysicalMinimum, field.PhysicalMaximum));
            case FieldType.Boolean:
                return Term.Of(new ConditionNode.Flag(field.Index));
            case FieldType.Text when field.Name is "mode" or "phase":
                // Within site.count the text of another device is not known, but what was said of it is.
                return Term.Of(new ModeNode(field.Name == "phase", names.IsElsewhere ? -1 : field.Index));
            case FieldType.Text when names.IsElsewhere:
                mistakes.Add(new(name.Offset, $"'{field.Name}' is a text; of other devices only numbers and booleans are kept"));
                return null;
            default:
                return Term.Of(new TextNode.Field(field.Index));
        }
    }

    private string[] Known(ModeNode node)
    {
        var modes = node.IsPhase ? names.Kind.Phases : names.Kind.Modes;
        var values = node.FieldIndex >= 0 ? names.Fields[node.FieldIndex].Values : [];

        // A field that may say anything leaves the words open.
        return node.FieldIndex >= 0 && values.Count == 0 ? [] : [.. modes.Select(mode => mode.Id).Union(values)];
    }

    private Term? Unknown(Syntax.Name name)
    {
        string message = name.Value switch
        {
            "mode" or "phase" => $"kind '{names.Kind.Id}' has no {name.Value}s",
            _ when Functions.Names.Contains(name.Value) => $"'{name.Value}' is a function; write {Functions.Usage(name.Value)}",
            _ when MemberBinder.Owners.Contains(name.Value) => $"'{name.Value}' stands before a dot; write {MemberBinder.Usage(name.Value)}",
            _ when names.Parameter(name.Value) is not null => $"'{name.Value}' is a parameter; write device.{name.Value}",
            _ => $"unknown field '{name.Value}'{NearestName.Hint(name.Value, [.. names.FieldNames])}",
        };
        mistakes.Add(new(name.Offset, message));
        return null;
    }
}
