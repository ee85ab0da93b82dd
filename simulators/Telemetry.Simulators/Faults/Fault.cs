using Telemetry.Simulators.Inventory;

namespace Telemetry.Simulators.Faults;

/// <summary>Something that goes wrong at a device.</summary>
/// <param name="Kind">What.</param>
/// <param name="Size">How bad: above 0, up to 1 (the default).</param>
/// <param name="Duration">After which it mends itself; null: never (an intruder leaves after a while all the same).</param>
internal sealed record Fault(FaultKind Kind, double Size = 1, TimeSpan? Duration = null)
{
    // The names people write, in the order in which help texts show them, and the kinds of device that can have them.
    private static readonly (string Name, FaultKind Kind, string[] Where)[] Kinds =
    [
        ("leak", FaultKind.Leak, ["heating/station"]),
        ("intrusion", FaultKind.Intrusion, ["water-safety/camera"]),
        ("hvac", FaultKind.Hvac, ["cabin/cabin"]),
        ("no-use", FaultKind.NoUse, ["water-meter/meter"]),
        ("open-tap", FaultKind.OpenTap, ["water-meter/meter"]),
        ("storm", FaultKind.Storm, ["reservoir/reservoir", "river/gauge", "river/road-water"]),
        ("flood", FaultKind.Flood, ["reservoir/reservoir", "river/gauge", "river/road-water"]),
        ("slide", FaultKind.Slide, ["river/slope"]),
        ("jam", FaultKind.Jam, ["sluice/gate"]),
        ("trapped", FaultKind.Trapped, ["elevator/lift"]),
        ("overheat", FaultKind.Overheat, ["motor/motor", "charging/car", "charging/tricycle", "charging/e-bike"]),
        ("restart", FaultKind.Restart, ["closed-line/line", "closed-line/machine-set"]),
        ("oxygen", FaultKind.Oxygen, ["fishery-pv/pond"]),
        ("silent", FaultKind.Silent, []),
        ("none", FaultKind.None, []),
    ];

    /// <summary>The names people write, in the order in which help texts show them.</summary>
    public static IReadOnlyList<string> KindNames { get; } = [.. Kinds.Select(kind => kind.Name)];

    public static bool TryParseKind(ReadOnlySpan<char> name, out FaultKind kind)
    {
        foreach ((string known, FaultKind value, _) in Kinds)
        {
            if (name.SequenceEqual(known))
            {
                kind = value;
                return true;
            }
        }

        kind = FaultKind.None;
        return false;
    }

    /// <summary>Why a device cannot have the fault; null when it can.</summary>
    public static string? Misfit(FaultKind kind, SimulatedDevice device)
    {
        (string name, _, string[] where) = Kinds.First(known => known.Kind == kind);
        return where.Length == 0 || where.Contains($"{device.System}/{device.Kind}")
            ? null
            : $"{name} is a fault of {string.Join(", ", where)}; '{device.Id}' is {device.System}/{device.Kind}";
    }
}
