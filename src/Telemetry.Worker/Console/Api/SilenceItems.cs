namespace Telemetry.Worker.Console.Api;

/// <summary>What a silence is about, by ids; at least one. A list that is missing or empty does not narrow it, of the others each must fit.</summary>
/// <param name="Areas">Each with all that lies in it.</param>
/// <param name="Systems">Systems; <c>telemetry</c> for incidents of Telemetry itself.</param>
/// <param name="Sites">Sites.</param>
/// <param name="Devices">Devices.</param>
/// <param name="Rules">Rules, by their ids.</param>
public sealed record SilenceScopeItem(
    IReadOnlyList<string>? Areas, IReadOnlyList<string>? Systems, IReadOnlyList<string>? Sites, IReadOnlyList<string>? Devices, IReadOnlyList<string>? Rules);

/// <summary>An order for a silence or maintenance. Times are RFC 3339 or Unix milliseconds.</summary>
/// <param name="Scope">What it is about.</param>
/// <param name="Start">Now without.</param>
/// <param name="End">This or <paramref name="Duration"/>.</param>
/// <param name="Duration">Such as 30m or 2h.</param>
/// <param name="Reason">For people.</param>
/// <param name="ExceptLifeSafety">True to let life safety call all the same; needed when it is in scope and the silence is longer than an hour.</param>
/// <param name="Preview">True to be told what it would catch and make nothing.</param>
public sealed record SilenceRequest(SilenceScopeItem? Scope, string? Start, string? End, string? Duration, string? Reason, bool ExceptLifeSafety, bool Preview);

/// <summary>A later end: <paramref name="End"/>, or <paramref name="Duration"/> added to the one it has.</summary>
/// <param name="Version">The version that was looked at.</param>
public sealed record SilenceExtendRequest(string? End, string? Duration, int? Version);

/// <summary>A silence or maintenance. Times are RFC 3339 in UTC.</summary>
/// <param name="Kind">silence or maintenance.</param>
/// <param name="State">coming, in-force or over.</param>
/// <param name="Owner">Who made it; <c>calendar</c> and the duty for what the city's files plan.</param>
/// <param name="LifeSafety">True when it keeps life safety silent.</param>
/// <param name="Calendar">The maintenance of the city's files behind it.</param>
/// <param name="Incidents">How many incidents it holds now.</param>
/// <param name="EndedAt">When it was over, or withdrawn.</param>
public sealed record SilenceItem(
    string Id, string Kind, string State, SilenceScopeItem Scope, string Start, string End, string Reason, string Owner, bool ExceptLifeSafety, bool LifeSafety,
    string? Calendar, long Incidents, string? EndedAt, string? EndedBy, int Version);

/// <summary>What a silence would catch. Lists hold at most 100.</summary>
/// <param name="Held">Open incidents that nobody has answered and that it would hold if it began now.</param>
/// <param name="Incidents">The ids of some of them.</param>
/// <param name="HeldLifeSafety">Those of them about life safety.</param>
/// <param name="Answered">Open incidents in scope that it would leave alone: answered, or held already.</param>
/// <param name="Devices">How many devices are in scope.</param>
/// <param name="DeviceIds">Some of them.</param>
/// <param name="Rules">Their rules in scope.</param>
/// <param name="LifeSafetyRules">Those about life safety.</param>
/// <param name="LifeSafety">True when it would keep them silent.</param>
/// <param name="Days">How many days back the next two count.</param>
/// <param name="Recent">Incidents of those days that it would have caught.</param>
/// <param name="RecentLifeSafety">Those of them about life safety.</param>
public sealed record SilencePreviewAnswer(
    int Held, IReadOnlyList<string> Incidents, int HeldLifeSafety, int Answered, int Devices, IReadOnlyList<string> DeviceIds, IReadOnlyList<string> Rules,
    IReadOnlyList<string> LifeSafetyRules, bool LifeSafety, int Days, long Recent, long RecentLifeSafety);
