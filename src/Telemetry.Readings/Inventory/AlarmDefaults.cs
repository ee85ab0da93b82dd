namespace Telemetry.Readings.Inventory;

/// <summary>What holds for all rules of a city that do not say otherwise.</summary>
public sealed record AlarmDefaults
{
    public static AlarmDefaults None { get; } = new();

    /// <summary>The time zone of schedules; Asia/Shanghai unless the file names another.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.FindSystemTimeZoneById(DefaultTimeZone);

    /// <summary>So many occurrences within <see cref="ChatterWithin"/> are one incident; 0: they never are.</summary>
    public int ChatterCount { get; init; }

    /// <summary>See <see cref="ChatterCount"/>; also the quiet that ends such an incident.</summary>
    public TimeSpan ChatterWithin { get; init; }

    /// <summary>
    /// A sample that comes later than so many intervals of its device is history; three unless the file says otherwise,
    /// and 0 when <see cref="Backlog"/> counts.
    /// </summary>
    public int BacklogIntervals { get; init; } = 3;

    /// <summary>A sample that comes later than this is history, when the file gives a duration.</summary>
    public TimeSpan Backlog { get; init; }

    internal const string DefaultTimeZone = "Asia/Shanghai";

    private static readonly TimeSpan LeastBacklog = TimeSpan.FromMinutes(1);

    /// <summary>How far behind its receipt a sample of this device is history. At least a minute: networks hesitate.</summary>
    public TimeSpan BacklogOf(Device device)
    {
        TimeSpan limit = BacklogIntervals > 0 ? BacklogIntervals * device.Interval : Backlog;
        return limit > LeastBacklog ? limit : LeastBacklog;
    }
}
