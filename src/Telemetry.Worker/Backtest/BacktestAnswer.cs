namespace Telemetry.Worker.Backtest;

/// <summary>A backtest as programs read it. Times are RFC 3339 in UTC, durations seconds, shares 0 to 1.</summary>
/// <param name="Version">Of this form, 1. It grows when something is taken away or changes its meaning, not when something is added.</param>
/// <param name="Operators">Among how many people the alarms are shared.</param>
/// <param name="Result">What the rules did.</param>
/// <param name="Compare">What the other rules did; null when there are none.</param>
/// <param name="Comparison">What differs; null when there are no other rules.</param>
public sealed record BacktestAnswer(
    int Version, InputAnswer Input, int Operators, double ElapsedSeconds, LaneAnswer Result, LaneAnswer? Compare, ComparisonAnswer? Comparison);

/// <summary>What was read.</summary>
/// <param name="From">Where figures begin.</param>
/// <param name="To">Where they end, exclusive.</param>
/// <param name="Records">Records or lines that were read, those before <paramref name="From"/> included.</param>
/// <param name="MissingRecords">Positions that the journal has no records of any more: damaged, or dropped when it was full.</param>
/// <param name="LetGoSegments">Segments that the worker let go before they were read.</param>
/// <param name="Sorted">True when the lines of a file had to be put in order.</param>
/// <param name="Outages">Pauses of a line-protocol file that were taken for outages.</param>
public sealed record InputAnswer(
    string From, string To, long Records, long Bytes, int DamagedStretches, long DamagedBytes, long MissingRecords, int LetGoSegments,
    bool Sorted, int Outages, double OutageSeconds);

/// <summary>What one set of rules did.</summary>
/// <param name="City">The hash of the city.</param>
/// <param name="Judged">Readings and events.</param>
/// <param name="UnheardDevices">Devices in service of which a line-protocol file holds nothing: their silence is not judged.</param>
/// <param name="Alarms">Incidents raised in the period.</param>
/// <param name="Dropped">Raised beyond what is kept, and in no figure.</param>
/// <param name="Incidents">Raised in the period or standing in it.</param>
/// <param name="OmittedIncidents">Incidents that are in the figures and not in the list.</param>
public sealed record LaneAnswer(
    string City, long Judged, IReadOnlyList<SkippedAnswer> Skipped, int UnheardDevices, int Alarms, int StandingAtStart, int StandingAtEnd, long Dropped,
    double PerOperatorHour, PeakAnswer PeakHour, PeakAnswer PeakTenMinutes, double FloodShare, IReadOnlyDictionary<string, int> BySeverity,
    IReadOnlyList<GuidelineAnswer> Guidelines, IReadOnlyList<RuleAnswer> Rules, IReadOnlyList<DeviceAnswer> Devices, IReadOnlyList<FloodAnswer> Floods,
    IReadOnlyList<ChatterAnswer> Chattering, IReadOnlyList<string> Stale, IReadOnlyList<RuleIncident> Incidents, int OmittedIncidents);

/// <summary>What was not judged for one reason.</summary>
public sealed record SkippedAnswer(string Reason, long Count, IReadOnlyList<SkippedName> Names);

/// <param name="Nearest">The known name that was probably meant, if any.</param>
public sealed record SkippedName(string Name, long Count, string? Nearest);

/// <param name="EndsAt">The last alarm of it; null when there was none.</param>
public sealed record PeakAnswer(int Alarms, string? EndsAt);

/// <summary>A figure beside that of ISA-18.2.</summary>
/// <param name="Verdict">good, tolerable, poor or unknown.</param>
public sealed record GuidelineAnswer(string Id, string TitleZh, string TitleEn, double Value, string Target, string Verdict);

/// <summary>What a rule did.</summary>
public sealed record RuleAnswer(
    string System, string Kind, string Rule, string Severity, string TitleZh, string TitleEn, int Alarms, int Devices, double StandingSeconds,
    double LongestSeconds, int StandingAtEnd);

/// <summary>A device that alarmed, and its most frequent rule.</summary>
public sealed record DeviceAnswer(string Device, string System, int Alarms, string MostByRule, int MostAlarms);

/// <summary>A time with more alarms than people can take in.</summary>
public sealed record FloodAnswer(string BeginAt, string EndAt, int Alarms);

/// <summary>A rule that occurs and clears again and again at a device.</summary>
public sealed record ChatterAnswer(string System, string Rule, string Device, int Alarms, string FirstAt);

/// <summary>An incident of a replay.</summary>
/// <param name="ClearedAt">Null while it stood at the end.</param>
public sealed record RuleIncident(
    string Id, string System, string Rule, string Device, string Area, string Site, string Severity, string TitleZh, string TitleEn, string OpenedAt,
    string? ClearedAt, double? Value, int Occurrences);

/// <summary>What differs between two sets of rules over the same recording.</summary>
/// <param name="Same">Incidents of both with the same begin and end.</param>
public sealed record ComparisonAnswer(
    int Same, IReadOnlyList<RuleIncident> OnlyBefore, IReadOnlyList<RuleIncident> OnlyAfter, IReadOnlyList<ShiftAnswer> Shifted,
    IReadOnlyList<RuleChange> Rules);

/// <param name="BeginShiftSeconds">How much later the other rules raise it.</param>
/// <param name="EndShiftSeconds">How much later they end it; null when it stands to the end in one of them.</param>
public sealed record ShiftAnswer(RuleIncident Before, RuleIncident After, double BeginShiftSeconds, double? EndShiftSeconds);

/// <param name="Before">Null when the rules have no such rule.</param>
public sealed record RuleChange(string System, string Rule, int? Before, int? After);
