namespace Telemetry.Worker.Duties;

/// <summary>A person, as far as others may know.</summary>
/// <param name="Contacts">The names of their contact ways; never what stands behind them.</param>
public sealed record DutyPersonItem(string Id, string NameZh, string NameEn, IReadOnlyList<string> Contacts);

/// <summary>A duty and who stands in it at a moment.</summary>
/// <param name="AreaLevel">city, county, town or village.</param>
/// <param name="Post">Such as village-cadre; null when the city's files do not say.</param>
/// <param name="Shift">Its shift at that moment; null for one that is stood day and night.</param>
/// <param name="Hours">Of the shift: 20:00-08:00, in the city's time zone.</param>
/// <param name="Holders">Empty when nobody is known to hold it: then the role is called.</param>
/// <param name="Deputies">Who is called beside them when a ladder calls the deputies.</param>
/// <param name="UnheldDeputies">Deputy duties that nobody is known to hold.</param>
public sealed record DutyItem(
    string Duty, string RoleZh, string RoleEn, string Area, string AreaLevel, string? Post, IReadOnlyList<string> Systems, string? Shift, string? Hours,
    IReadOnlyList<DutyPersonItem> Holders, IReadOnlyList<DutyPersonItem> Deputies, IReadOnlyList<string> UnheldDeputies, string WhyZh, string WhyEn);

/// <summary>A step of a ladder.</summary>
/// <param name="AfterSeconds">Without an answer.</param>
/// <param name="Call">duty, deputies, next-level, all-levels.</param>
/// <param name="By">call, app, sms, screen.</param>
public sealed record LadderStepItem(double AfterSeconds, IReadOnlyList<string> Call, IReadOnlyList<string> By);

/// <summary>A ladder and what climbs it.</summary>
/// <param name="For">A severity, or rules of the device's kind that name it.</param>
/// <param name="Ladder">Its id; null when there is none, and nobody is called.</param>
/// <param name="RepeatSeconds">Of the last step; null when it is not repeated.</param>
/// <param name="OnSiteSeconds">Null when nobody has to be on site.</param>
/// <param name="ReAlarmSeconds">Null when what was answered never alarms anew.</param>
public sealed record LadderItem(
    IReadOnlyList<string> For, string? Ladder, string? TitleZh, string? TitleEn, IReadOnlyList<LadderStepItem> Steps, double? RepeatSeconds, double? OnSiteSeconds,
    double? ReAlarmSeconds);

/// <summary>Who answers for a device at a moment, and why.</summary>
/// <param name="At">RFC 3339 in UTC.</param>
/// <param name="LocalTime">The same on the city's clocks.</param>
/// <param name="Levels">The nearest duty first, then up the hierarchy of areas.</param>
/// <param name="Severities">The ladder of each severity, the most urgent first.</param>
/// <param name="Rules">Ladders that rules of the device's kind name; they beat their severity's.</param>
public sealed record DutyAnswer(
    string Device, string TitleZh, string TitleEn, string System, string Area, string At, string LocalTime, string TimeZone, IReadOnlyList<DutyItem> Levels,
    IReadOnlyList<LadderItem> Severities, IReadOnlyList<LadderItem> Rules);
