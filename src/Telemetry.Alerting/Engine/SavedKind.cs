using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Engine;

/// <summary>The names of a kind's fields, windows and rules as a checkpoint has them, and where they are today.</summary>
internal sealed record SavedKind(KindRules? Today, int[] Fields, int[] Windows, SavedRule[] Readings, SavedRule[] Absences, SavedRule[] Events)
{
    public static void Write(BinaryWriter writer, KindRules rules)
    {
        writer.Write(rules.Kind.System.Id);
        writer.Write(rules.Kind.Id);
        WriteNames(writer, [.. rules.Kind.Readings.Fields.Select(field => field.Name)]);
        writer.Write(rules.Windows.Length);
        foreach (var window in rules.Windows)
        {
            writer.Write((byte)window.Function);
            writer.Write(window.Name);
            writer.Write(window.DurationMs);
        }

        WriteNames(writer, [.. rules.Readings.Select(rule => rule.Id)]);
        WriteNames(writer, [.. rules.Absences.Select(rule => rule.Id)]);
        WriteNames(writer, [.. rules.Events.Select(rule => rule.Id)]);
    }

    public static SavedKind Read(BinaryReader reader, RuleSet rules)
    {
        var system = rules.City.FindSystem(reader.ReadString());
        string kindId = reader.ReadString();
        var kind = system?.FindKind(kindId);
        var today = kind is null ? null : rules.Of(kind);
        int[] fields = [.. ReadNames(reader).Select(name => kind?.Readings.Find(name)?.Index ?? -1)];
        int[] windows = new int[ReadCount(reader)];
        for (int i = 0; i < windows.Length; i++)
        {
            var function = (WindowFunction)reader.ReadByte();
            string name = reader.ReadString();
            long durationMs = reader.ReadInt64();
            windows[i] = Array.FindIndex(today?.Windows ?? [], w => w.Function == function && w.DurationMs == durationMs && w.Name == name);
        }

        return new SavedKind(
            today,
            fields,
            windows,
            Match(ReadNames(reader), today?.Readings ?? []),
            Match(ReadNames(reader), today?.Absences ?? []),
            Match(ReadNames(reader), today?.Events ?? []));
    }

    private static SavedRule[] Match(string[] names, Rule[] today) =>
        [.. names.Select(name => new SavedRule(name, Array.FindIndex(today, rule => rule.Id == name)))];

    private static void WriteNames(BinaryWriter writer, string[] names)
    {
        writer.Write(names.Length);
        foreach (string name in names)
        {
            writer.Write(name);
        }
    }

    private static string[] ReadNames(BinaryReader reader)
    {
        string[] names = new string[ReadCount(reader)];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = reader.ReadString();
        }

        return names;
    }

    public static int ReadCount(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        return count is >= 0 and <= 100_000 ? count : throw new CheckpointException($"the checkpoint is damaged: a list of {count} names");
    }
}
