using System.Text;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>
/// The form of the rule engine's checkpoint. Little-endian; strings have their length before them.
/// <code>
/// "TLRC" | version u16
///        | kinds i32   { system | kind | names of its fields, windows, reading, absence and event rules }
///        | watch clock
///        | inputs, since version 2
///        | devices i32 { id | kind i32 | state by part, in the order of RuleEngine.SaveDevice }
///        | what is announced, under the names of rules and devices: see StandingConditions, ChatterBook and ConditionGroups
///        | "END."
/// </code>
/// State refers to fields, windows and rules by their place in the kind's lists of names above, so that it survives rules that
/// come, go and move. Version 1, which had no kept samples, is read as well: what stood then stands, what was pending goes on,
/// the watermark is at the newest sample, and nothing is inhibited, grouped or folded. The end mark shows a cut file; guarding against rot is up to whoever keeps the bytes.
/// </summary>
internal static class Checkpoint
{
    public const ushort Version = 3;

    /// <summary>Before readings could be of a clock that was put back.</summary>
    public const ushort WithoutPutBackClocks = 2;

    /// <summary>Written by 0.1: no inputs, and no kept samples.</summary>
    public const ushort FirstVersion = 1;

    private const uint Magic = 0x4352_4C54;
    private const uint EndMark = 0x2E44_4E45;

    public static void Write(
        Stream stream, RuleSet rules, Action<BinaryWriter> writeClock, Action<BinaryWriter> writeInputs, Action<BinaryWriter, Device> writeDevice,
        Action<BinaryWriter> writeAnnounced)
    {
        var buffered = new BufferedStream(stream, 1 << 16);
        using (var writer = new BinaryWriter(buffered, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            DeviceKind[] kinds = [.. rules.City.Systems.SelectMany(system => system.Kinds)];
            var places = kinds.Index().ToDictionary(kind => kind.Item, kind => kind.Index);
            writer.Write(kinds.Length);
            foreach (var kind in kinds)
            {
                SavedKind.Write(writer, rules.Of(kind));
            }

            writeClock(writer);
            writeInputs(writer);
            writer.Write(rules.City.Devices.Count);
            foreach (var device in rules.City.Devices)
            {
                writer.Write(device.Id);
                writer.Write(places[device.Kind]);
                writeDevice(writer, device);
            }

            writeAnnounced(writer);
            writer.Write(EndMark);
        }

        buffered.Flush();
    }

    public static IReadOnlyList<OrphanedCondition> Read(
        Stream stream, RuleSet rules, Action<BinaryReader> readClock, Action<BinaryReader> readInputs, Action<BinaryReader, SavedDevice, SavedKind, int> readDevice,
        Action<BinaryReader, List<OrphanedCondition>> readAnnounced)
    {
        using var reader = new BinaryReader(new BufferedStream(stream, 1 << 16), Encoding.UTF8, leaveOpen: true);
        try
        {
            int version = ReadVersion(reader);
            var kinds = new SavedKind[SavedKind.ReadCount(reader)];
            for (int i = 0; i < kinds.Length; i++)
            {
                kinds[i] = SavedKind.Read(reader, rules, version);
            }

            readClock(reader);
            if (version > FirstVersion)
            {
                readInputs(reader);
            }

            var orphans = new List<OrphanedCondition>();
            for (int left = reader.ReadInt32(); left > 0; left--)
            {
                string id = reader.ReadString();
                int place = reader.ReadInt32();
                if ((uint)place >= (uint)kinds.Length)
                {
                    throw new CheckpointException($"the checkpoint is damaged: device '{id}' of kind {place}");
                }

                var today = rules.City.FindDevice(id);
                // A retired device will say nothing more that could end what stands.
                bool isSame = today is { State: not DeviceState.Retired } && ReferenceEquals(today.Kind, kinds[place].Today?.Kind);
                readDevice(reader, new SavedDevice(id, isSame ? today!.Index : -1, orphans), kinds[place], version);
            }

            if (version > 1)
            {
                readAnnounced(reader, orphans);
            }

            return reader.ReadUInt32() == EndMark ? orphans : throw new CheckpointException("the checkpoint is damaged: it does not end where it should");
        }
        catch (Exception failure) when (failure is IOException or FormatException or InvalidDataException)
        {
            throw new CheckpointException($"the checkpoint cannot be read: {failure.Message}", failure);
        }
    }

    private static int ReadVersion(BinaryReader reader)
    {
        if (reader.ReadUInt32() != Magic)
        {
            throw new CheckpointException("this is no checkpoint of the rule engine");
        }

        ushort version = reader.ReadUInt16();
        return version is >= 1 and <= Version ? version : throw new CheckpointException(
            $"the checkpoint has version {version}, this program knows {Version}: run the newer program, or delete the checkpoint to read the journal from its beginning");
    }
}
