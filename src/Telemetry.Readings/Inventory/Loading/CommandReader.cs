using System.Globalization;
using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the commands of a kind, and the command that a rule sends.</summary>
internal static class CommandReader
{
    public static IReadOnlyList<CommandProfile> ReadProfiles(MappingReader kind, UnitReader units, MistakeList mistakes)
    {
        var commands = new List<CommandProfile>();
        foreach ((YamlScalar name, YamlNode body) in kind.Entries("commands"))
        {
            Names.CheckId(name, "the name of a command", mistakes);
            if (MappingReader.Open(body, $"command '{name.Value}'", mistakes, SystemShapes.Command.Names) is not { } reader)
                continue;
            LocalizedText? title = reader.Localized("title");
            reader.Duration("ttl", out TimeSpan timeToLive, required: true);
            commands.Add(new CommandProfile
            {
                Name = name.Value,
                Title = title ?? new LocalizedText(name.Value, name.Value),
                TimeToLive = timeToLive,
                Arguments = new FieldReader(units, FieldUse.Argument, mistakes).Read(reader.Entries("args"), null, null),
                Confirmation = (CommandConfirmation)(reader.Choice("confirmation", SystemShapes.Confirmations) ?? 0),
                Interlocks = ReadInterlocks(reader, mistakes),
            });
        }

        return commands;
    }

    private static List<Interlock> ReadInterlocks(MappingReader command, MistakeList mistakes)
    {
        var interlocks = new List<Interlock>();
        var ids = new Dictionary<string, YamlScalar>();
        foreach (YamlNode item in command.Items("interlocks"))
        {
            if (MappingReader.Open(item, "an interlock", mistakes, SystemShapes.Interlock.Names) is not { } reader)
                continue;
            YamlScalar? id = reader.Id("id");
            LocatedText? when = reader.Text("when", required: true);
            LocalizedText? title = reader.Localized("title");
            if (id is not null && !ids.TryAdd(id.Value, id))
                mistakes.Add(id, $"interlock '{id.Value}' is already defined at {ids[id.Value].Place}");
            if (id is not null && when is not null && title is not null)
                interlocks.Add(new Interlock(id.Locate(), when, title));
        }

        return interlocks;
    }

    public static RuleCommand? ReadRuleCommand(YamlNode node, string rule, IReadOnlyList<CommandProfile> commands, MistakeList mistakes)
    {
        string what = $"the command of {rule}";
        if (MappingReader.Open(node, what, mistakes, SystemShapes.RuleCommand.Names) is not { } reader)
            return null;

        reader.Duration("ttl", out TimeSpan timeToLive);
        IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> entries = reader.Entries("args");
        if (reader.Scalar("name", required: true) is not { } name)
            return null;
        if (commands.FirstOrDefault(c => c.Name == name.Value) is not { } profile)
        {
            mistakes.Add(name, $"unknown command '{name.Value}'{NearestName.Hint(name.Value, commands.Select(c => c.Name))}");
            return null;
        }

        if (profile.Confirmation == CommandConfirmation.SecondPerson)
            mistakes.Add(name, $"command '{profile.Name}' needs a second person to confirm it; no rule can give it");

        var arguments = new List<RuleCommandArgument>();
        foreach ((YamlScalar key, YamlNode value) in entries)
        {
            if (profile.Arguments.Find(key.Value) is not { } field)
                mistakes.Add(key, $"command '{profile.Name}' has no argument '{key.Value}'{NearestName.Hint(key.Value, profile.Arguments.Fields.Select(f => f.Name))}");
            else if (CheckArgument(field, value, mistakes) is { } text)
                arguments.Add(new RuleCommandArgument(field, text));
        }

        return new RuleCommand(profile, arguments, timeToLive > TimeSpan.Zero ? timeToLive : profile.TimeToLive);
    }

    private static LocatedText? CheckArgument(FieldProfile field, YamlNode node, MistakeList mistakes)
    {
        string expected = field.Type switch
        {
            FieldType.Number => "a number" + (double.IsFinite(field.PhysicalMinimum) || double.IsFinite(field.PhysicalMaximum)
                ? string.Create(CultureInfo.InvariantCulture, $" from {field.PhysicalMinimum} to {field.PhysicalMaximum}")
                : ""),
            FieldType.Boolean => "true or false",
            _ => field.Values.Count > 0 ? $"one of {string.Join(", ", field.Values)}" : "a text",
        };
        bool isGood = node is YamlScalar scalar && field.Type switch
        {
            FieldType.Number => MappingReader.TryNumber(scalar, out double number)
                && double.IsFinite(number) && number >= field.PhysicalMinimum && number <= field.PhysicalMaximum,
            FieldType.Boolean => scalar is { IsPlain: true, Value: "true" or "false" },
            _ => !scalar.IsNull && (field.Values.Count == 0 || field.Values.Contains(scalar.Value)),
        };
        if (isGood)
            return ((YamlScalar)node).Locate();
        mistakes.Add(node, $"argument '{field.Name}' must be {expected}, not {node.Shape}");
        return null;
    }
}
