using System.Globalization;
using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Inventory.Systems;

/// <summary>
/// Every field, event and command of every kind of the twelve systems, sent as a device would: what lies at the ends of a
/// range is good, what lies beyond what is possible is bad, and what is of another type or unknown is a fault.
/// </summary>
public sealed class SystemTableTests
{
    private const long ReceivedAt = 1763700000000;

    private static readonly City City = CityLoader.Load(Path.Combine(Repository.Root, "seeds")).City!;

    public static TheoryData<string, string> Kinds => new(City.Systems.SelectMany(system => system.Kinds.Select(kind => (system.Id, kind.Id))));

    public static TheoryData<string, string, string> Fields => new(
        from system in City.Systems
        from kind in system.Kinds
        from measured in kind.Readings.Fields
        where measured.Derived is null
        select (system.Id, kind.Id, measured.Name));

    /// <summary>System, kind, command, time to live, who confirms, and its arguments with type, range or values.</summary>
    public static TheoryData<string, string, string, int, CommandConfirmation, string> Commands => new()
    {
        { "water-safety", "camera", "voice", 30, CommandConfirmation.None, "text Text" },
        { "sluice", "gate", "move", 30, CommandConfirmation.SecondPerson, "opening Number 0 20000; reason Text flood|irrigation|test|maintenance" },
        { "sluice", "gate", "stop", 10, CommandConfirmation.None, "" },
        { "fishery-pv", "pond", "aerator", 120, CommandConfirmation.None, "on Boolean" },
        { "charging", "car", "cut-power", 30, CommandConfirmation.None, "" },
        { "charging", "tricycle", "cut-power", 30, CommandConfirmation.None, "" },
        { "charging", "e-bike", "cut-power", 30, CommandConfirmation.None, "" },
    };

    /// <summary>System, kind, mode or phase, and the ranges of its own.</summary>
    public static TheoryData<string, string, string> States => new(
        from system in City.Systems
        from kind in system.Kinds
        from state in kind.Modes.Concat(kind.Phases)
        select (system.Id, kind.Id, state.Id));

    [Fact]
    public void Systems_OfTheDomain_AreTwelveWithEighteenKinds() => Assert.Equal((12, 18), (City.Systems.Count, City.Systems.Sum(system => system.Kinds.Count)));

    [Theory]
    [MemberData(nameof(Fields))]
    public void Field_AtTheEndsOfItsRanges_IsGood(string system, string kind, string name)
    {
        (Device device, FieldProfile field) = Find(system, kind, name);
        foreach (string value in GoodValues(field))
        {
            DecodedField decoded = Decode(device, field, value, out DeviceFaultCounts faults);

            Assert.Equal(Quality.Good, decoded.Quality);
            Assert.True(faults.IsZero, $"{value}: {faults}");
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Field_BeyondWhatIsPossible_IsBadAndAFault(string system, string kind, string name)
    {
        (Device device, FieldProfile field) = Find(system, kind, name);
        if (field.Type != FieldType.Number)
            return;
        Assert.True(double.IsFinite(field.PhysicalMinimum) && double.IsFinite(field.PhysicalMaximum), "every number has a physical range");
        foreach (double beyond in new[] { field.PhysicalMinimum - 0.01 - 1e-9 * Math.Abs(field.PhysicalMinimum), field.PhysicalMaximum * (1 + 1e-9) + 0.01 })
        {
            DecodedField decoded = Decode(device, field, beyond.ToString("R", CultureInfo.InvariantCulture), out DeviceFaultCounts faults);

            Assert.Equal(Quality.Bad, decoded.Quality);
            Assert.Equal(1, faults[DeviceFault.OutOfRange]);
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Field_OfAnotherType_IsDroppedAndAFault(string system, string kind, string name)
    {
        (Device device, FieldProfile field) = Find(system, kind, name);
        string[] others = field.Type switch
        {
            FieldType.Number => ["true", "\"one\"", "{}", "[1]"],
            FieldType.Boolean => ["\"yes\"", "{}", "[true]"],
            _ => ["5", "true", "{}"],
        };
        foreach (string value in others)
        {
            var decoder = new PayloadDecoder();
            RejectReason reason = decoder.DecodeReadings(device, Encoding.UTF8.GetBytes($$"""{"seq":1,"{{name}}":{{value}}}"""), ReceivedAt);

            Assert.NotEqual(RejectReason.None, reason);
            Assert.Equal(1, decoder.MessageFaults[DeviceFault.WrongType]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reading_WithAFieldThatTheKindHasNot_IsTakenWithoutIt(string system, string kind)
    {
        DeviceKind profile = City.FindSystem(system)!.FindKind(kind)!;
        FieldProfile field = profile.Readings.Fields.First(f => f.Derived is null);
        var decoder = new PayloadDecoder();

        RejectReason reason = decoder.DecodeReadings(
            DeviceOf(profile), Encoding.UTF8.GetBytes($$"""{"no_such_field":1,"{{field.Name}}":{{GoodValues(field)[0]}}}"""), ReceivedAt);

        Assert.Equal(RejectReason.None, reason);
        Assert.Equal(1, decoder.MessageFaults[DeviceFault.UnknownField]);
        Assert.Equal(field.Index, Assert.Single(decoder.Fields.ToArray()).FieldIndex);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Event_EachOfTheKind_IsKnownWithItsFields(string system, string kind)
    {
        DeviceKind profile = City.FindSystem(system)!.FindKind(kind)!;
        for (int i = 0; i < profile.EventNames.Count; i++)
        {
            string fields = string.Concat(profile.Events.Fields.Skip(1).Select(f => $",\"{f.Name}\":{GoodValues(f)[0]}"));
            var decoder = new PayloadDecoder();

            RejectReason reason = decoder.DecodeEvents(DeviceOf(profile), Encoding.UTF8.GetBytes($$"""{"event":"{{profile.EventNames[i]}}"{{fields}}}"""), ReceivedAt);

            Assert.Equal(RejectReason.None, reason);
            Assert.Equal((i, profile.Events.Count), (decoder.Samples[0].EventIndex, decoder.Samples[0].FieldCount));
            Assert.True(decoder.MessageFaults.IsZero, decoder.MessageFaults.ToString());
        }

        Assert.NotEqual(RejectReason.None, new PayloadDecoder().DecodeEvents(DeviceOf(profile), """{"event":"no-such-event"}"""u8, ReceivedAt));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_ArgumentsAndLimits_AreThoseOfTheDomain(
        string system, string kind, string name, int seconds, CommandConfirmation confirmation, string arguments)
    {
        CommandProfile command = City.FindSystem(system)!.FindKind(kind)!.FindCommand(name)!;

        Assert.Equal((TimeSpan.FromSeconds(seconds), confirmation), (command.TimeToLive, command.Confirmation));
        Assert.Equal(arguments, string.Join("; ", command.Arguments.Fields.Select(Describe)));
    }

    [Fact]
    public void Commands_OfAllSystems_AreTheOnesInTheTable() => Assert.Equal(
        City.Systems.SelectMany(s => s.Kinds).Sum(kind => kind.Commands.Count), Commands.Count);

    [Theory]
    [MemberData(nameof(States))]
    public void State_RangesOfItsOwn_LieWithinWhatIsPossible(string system, string kind, string name)
    {
        DeviceKind profile = City.FindSystem(system)!.FindKind(kind)!;
        ModeProfile state = profile.Modes.Concat(profile.Phases).Single(s => s.Id == name);

        Assert.NotEmpty(state.Title.Zh);
        Assert.All(profile.Readings.Fields, field =>
        {
            (double minimum, double maximum) = state.NormalOf(field);
            Assert.False(minimum > maximum || minimum < field.PhysicalMinimum || maximum > field.PhysicalMaximum, field.Name);
        });
    }

    private static string Describe(FieldProfile argument) => argument switch
    {
        { Type: FieldType.Number } => string.Create(CultureInfo.InvariantCulture, $"{argument.Name} Number {argument.PhysicalMinimum} {argument.PhysicalMaximum}"),
        { Values.Count: > 0 } => $"{argument.Name} {argument.Type} {string.Join('|', argument.Values)}",
        _ => $"{argument.Name} {argument.Type}",
    };

    private static string[] GoodValues(FieldProfile field) => field.Type switch
    {
        FieldType.Boolean => ["true", "false"],
        FieldType.Text => field.Values.Count > 0 ? [.. field.Values.Select(value => $"\"{value}\"")] : ["\"一\""],
        _ => [.. new[] { field.PhysicalMinimum, field.PhysicalMaximum, field.NormalMinimum, field.NormalMaximum, (field.NormalMinimum + field.NormalMaximum) / 2 }
            .Where(double.IsFinite).Append(double.IsFinite(field.PhysicalMinimum) ? field.PhysicalMinimum : 0).Distinct()
            .Select(value => value.ToString("R", CultureInfo.InvariantCulture))],
    };

    private static DecodedField Decode(Device device, FieldProfile field, string value, out DeviceFaultCounts faults)
    {
        var decoder = new PayloadDecoder();
        Assert.Equal(RejectReason.None, decoder.DecodeReadings(device, Encoding.UTF8.GetBytes($$"""{"{{field.Name}}":{{value}}}"""), ReceivedAt));
        faults = decoder.MessageFaults;
        return decoder.Fields.ToArray().Single(decoded => decoded.FieldIndex == field.Index);
    }

    private static (Device Device, FieldProfile Field) Find(string system, string kind, string field)
    {
        DeviceKind profile = City.FindSystem(system)!.FindKind(kind)!;
        return (DeviceOf(profile), profile.Readings.Find(field)!);
    }

    private static Device DeviceOf(DeviceKind kind) => City.Devices.First(device => ReferenceEquals(device.Kind, kind));
}
