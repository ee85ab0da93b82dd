using Telemetry.Readings.Codecs;

namespace Telemetry.Readings.Inventory;

/// <summary>A kind of device of a system: what it measures, what happens to it, what it can be told, what must alarm.</summary>
public sealed class DeviceKind
{
    public required string Id { get; init; }

    public required SystemProfile System { get; init; }

    public required LocalizedText Title { get; init; }

    /// <summary>How often a device of this kind reports, unless the device says otherwise. More than zero.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>
    /// The shortest time between two readings of such a device, which may report sooner than <see cref="Interval"/> when
    /// values change; <see cref="Interval"/> unless the file says otherwise.
    /// </summary>
    public TimeSpan FastestInterval
    {
        get => field > TimeSpan.Zero ? field : Interval;
        init;
    }

    /// <summary>The fields of channel <c>telemetry</c>; empty for a kind that only has events.</summary>
    public required FieldTable Readings { get; init; }

    /// <summary>The fields of channel <c>event</c>. Field 0 is <c>event</c> itself, a text out of <see cref="EventNames"/>.</summary>
    public required FieldTable Events { get; init; }

    /// <summary>What can happen, in the order of the file; empty for a kind without events.</summary>
    public required IReadOnlyList<string> EventNames { get; init; }

    public required IReadOnlyList<CommandProfile> Commands { get; init; }

    public required IReadOnlyList<RuleDefinition> Rules { get; init; }

    /// <summary>The numbers that devices of this kind have from the inventory; <c>Parameters[i].Index == i</c>.</summary>
    public IReadOnlyList<ParameterProfile> Parameters { get; init; } = [];

    /// <summary>The tables that devices of this kind have from the inventory; <c>Curves[i].Index == i</c>.</summary>
    public IReadOnlyList<CurveProfile> Curves { get; init; } = [];

    /// <summary>Modes of operation; empty for a kind without.</summary>
    public IReadOnlyList<ModeProfile> Modes { get; init; } = [];

    /// <summary>Phases of growth or of a process; empty for a kind without.</summary>
    public IReadOnlyList<ModeProfile> Phases { get; init; } = [];

    /// <summary>The fields of <see cref="Readings"/> that are computed.</summary>
    public DerivedFields Derived { get; init; } = DerivedFields.None;

    /// <summary>How devices of this kind write their payloads, and how many of them.</summary>
    internal PayloadFormat Payload { get; init; } = PayloadFormat.Native;

    internal byte[][] EventNamesUtf8 => field ??= [.. EventNames.Select(global::System.Text.Encoding.UTF8.GetBytes)];

    public CommandProfile? FindCommand(string name) => Commands.FirstOrDefault(command => command.Name == name);
}
