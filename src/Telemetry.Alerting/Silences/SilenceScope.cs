namespace Telemetry.Alerting.Silences;

/// <summary>What a silence is about, by ids. A list that is empty does not narrow it; of the others each must fit.</summary>
public sealed record SilenceScope
{
    /// <summary>Each with all that lies in it.</summary>
    public IReadOnlyList<string> Areas { get; init; } = [];

    /// <summary>Systems; <c>telemetry</c> for incidents of Telemetry itself, which nothing else catches.</summary>
    public IReadOnlyList<string> Systems { get; init; } = [];

    public IReadOnlyList<string> Sites { get; init; } = [];

    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Rules; the group of a rule goes with it.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>True for one that would be about everything, which no silence may.</summary>
    public bool IsEmpty => Areas.Count + Systems.Count + Sites.Count + Devices.Count + Rules.Count == 0;
}
