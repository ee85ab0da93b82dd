namespace Telemetry.Simulators.Faults;

/// <summary>Something that goes wrong at a device.</summary>
/// <param name="Kind">What.</param>
/// <param name="Size">How bad: above 0, up to 1 (the default).</param>
/// <param name="Duration">After which it mends itself; null: never (an intruder leaves after a while all the same).</param>
internal sealed record Fault(FaultKind Kind, double Size = 1, TimeSpan? Duration = null)
{
    /// <summary>The names people write, in the order in which help texts show them.</summary>
    public static IReadOnlyList<string> KindNames { get; } = ["leak", "intrusion", "hvac", "silent", "none"];

    public static bool TryParseKind(ReadOnlySpan<char> name, out FaultKind kind)
    {
        kind = name switch
        {
            "leak" => FaultKind.Leak,
            "intrusion" => FaultKind.Intrusion,
            "hvac" => FaultKind.Hvac,
            "silent" => FaultKind.Silent,
            _ => FaultKind.None,
        };
        return kind != FaultKind.None || name is "none";
    }

    /// <summary>The system whose devices can have the fault; null: any.</summary>
    public static string? SystemOf(FaultKind kind) => kind switch
    {
        FaultKind.Leak => "heating",
        FaultKind.Intrusion => "water-safety",
        FaultKind.Hvac => "cabin",
        _ => null,
    };
}
