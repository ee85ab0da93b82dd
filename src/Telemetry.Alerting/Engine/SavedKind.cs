using System.Numerics;
using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>The names of a kind's fields, windows and rules as a checkpoint has them, and where they are today.</summary>
/// <param name="Fields">Today's index of each saved field; below zero for one that is gone.</param>
/// <param name="Columns">Today's place of each number kept of a sample: of the fields, then of what computed windows look at.</param>
/// <param name="Texts">Today's place of each text kept of a sample.</param>
internal sealed record SavedKind(
    KindRules? Today, int[] Fields, int[] Columns, int[] Texts, SavedWindow[] Windows, SavedRule[] Readings, SavedRule[] Absences, SavedRule[] Events)
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
            writer.Write(window.Subject is not NumberNode.Field);
        }

        WriteNames(writer, [.. rules.Kind.Readings.Fields.Where(field => field.Type == FieldType.Text).Select(field => field.Name)]);
        WriteNames(writer, [.. rules.Readings.Select(rule => rule.Id)]);
        WriteNames(writer, [.. rules.Absences.Select(rule => rule.Id)]);
        WriteNames(writer, [.. rules.Events.Select(rule => rule.Id)]);
    }

    public static SavedKind Read(BinaryReader reader, RuleSet rules, int version)
    {
        var system = rules.City.FindSystem(reader.ReadString());
        string kindId = reader.ReadString();
        var kind = system?.FindKind(kindId);
        var today = kind is null ? null : rules.Of(kind);
        var plan = today is null ? null : new KindPlan(today);
        int[] fields = [.. ReadNames(reader).Select(name => kind?.Readings.Find(name)?.Index ?? -1)];
        List<int> columns = [.. fields];
        var windows = new SavedWindow[ReadCount(reader)];
        for (int i = 0; i < windows.Length; i++)
        {
            var function = (WindowFunction)reader.ReadByte();
            string name = reader.ReadString();
            long durationMs = reader.ReadInt64();
            int index = Array.FindIndex(today?.Windows ?? [], w => w.Function == function && w.DurationMs == durationMs && w.Name == name);
            windows[i] = new SavedWindow(function, index);
            if (version > Checkpoint.FirstVersion && reader.ReadBoolean())
            {
                columns.Add(index < 0 ? -1 : plan!.Windows[index].Column);
            }
        }

        int[] texts = version == Checkpoint.FirstVersion ? [] : [.. ReadNames(reader).Select(name => Array.IndexOf(plan?.TextFields ?? [], kind?.Readings.Find(name)?.Index ?? -1))];
        return new SavedKind(
            today,
            fields,
            [.. columns],
            texts,
            windows,
            Match(ReadNames(reader), today?.Readings ?? []),
            Match(ReadNames(reader), today?.Absences ?? []),
            Match(ReadNames(reader), today?.Events ?? []));
    }

    /// <summary>Reads the numbers of a kept sample to where they are today.</summary>
    public void ReadNumbers(BinaryReader reader, Span<double> numbers)
    {
        numbers.Fill(double.NaN);
        foreach (int column in Columns)
        {
            double number = reader.ReadDouble();
            if (column >= 0 && column < numbers.Length)
            {
                numbers[column] = number;
            }
        }
    }

    /// <summary>The same for its texts.</summary>
    public void ReadTexts(BinaryReader reader, Span<string?> texts)
    {
        foreach (int place in Texts)
        {
            string? text = reader.ReadBoolean() ? reader.ReadString() : null;
            if (place >= 0 && place < texts.Length)
            {
                texts[place] = text;
            }
        }
    }

    /// <summary>Moves the bits of rules to where they are today; a new one is taken to have been calm.</summary>
    public void ReadMasks(BinaryReader reader, Span<ulong> masks)
    {
        int saved = (Readings.Length + 63) / 64;
        for (int word = 0; word < saved * 3; word++)
        {
            for (ulong bits = reader.ReadUInt64(); bits != 0; bits &= bits - 1)
            {
                int rule = (word % saved * 64) + BitOperations.TrailingZeroCount(bits);
                int today = rule < Readings.Length ? Readings[rule].Index : -1;
                if (today >= 0 && masks.Length > 0)
                {
                    masks[(word / saved * (masks.Length / 3)) + (today >> 6)] |= 1ul << (today & 63);
                }
            }
        }
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
