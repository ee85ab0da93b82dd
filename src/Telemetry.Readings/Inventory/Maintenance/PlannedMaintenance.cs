namespace Telemetry.Readings.Inventory.Maintenance;

/// <summary>Planned work of the city's files: what it concerns, when, why, and who answers for it. What is empty does not narrow it.</summary>
public sealed class PlannedMaintenance
{
    private const int DaysOfWeek = 7;

    private static readonly TimeSpan Gap = TimeSpan.FromHours(1);

    public required string Id { get; init; }

    /// <summary>Where its id stands.</summary>
    public required LocatedText Place { get; init; }

    /// <summary>Each with all that lies in it.</summary>
    public IReadOnlyList<Area> Areas { get; init; } = [];

    public IReadOnlyList<SystemProfile> Systems { get; init; } = [];

    public IReadOnlyList<Site> Sites { get; init; } = [];

    public IReadOnlyList<Device> Devices { get; init; } = [];

    /// <summary>Ids of rules.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>When it begins the first time, on the city's clocks.</summary>
    public required DateTime From { get; init; }

    /// <summary>When it ends the first time, on the city's clocks; later than <see cref="From"/>.</summary>
    public required DateTime Until { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    public MaintenanceRepeat Repeat { get; init; }

    public required LocalizedText Reason { get; init; }

    /// <summary>Who answers for it.</summary>
    public required Duty Owner { get; init; }

    public TimeSpan Length => Until - From;

    /// <summary>The times that are not over at a moment, the next first.</summary>
    /// <param name="atMs">Unix milliseconds.</param>
    /// <param name="count">At most so many.</param>
    public IReadOnlyList<MaintenanceSpan> Spans(long atMs, int count)
    {
        var spans = new List<MaintenanceSpan>();
        for (int number = First(atMs); spans.Count < count; number++)
        {
            if (At(number) is not { } span)
                break;
            if (span.UntilMs > atMs)
                spans.Add(span);
        }

        return spans;
    }

    public override string ToString() => Id;

    /// <summary>A number that is not behind the first span that is not over.</summary>
    private int First(long atMs)
    {
        DateTime at = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(atMs), Zone).DateTime;
        return Repeat switch
        {
            MaintenanceRepeat.Week => Math.Max(0, ((at - Until).Days / DaysOfWeek) - 1),
            MaintenanceRepeat.Month => Math.Max(0, ((at.Year - Until.Year) * 12) + at.Month - Until.Month - 1),
            _ => 0,
        };
    }

    /// <summary>Null when there is none, or no calendar goes that far.</summary>
    private MaintenanceSpan? At(int number)
    {
        if (number > 0 && Repeat == MaintenanceRepeat.Never)
            return null;
        try
        {
            DateTime from = Repeat == MaintenanceRepeat.Month ? From.AddMonths(number) : From.AddDays(DaysOfWeek * (double)number);
            return new MaintenanceSpan(UnixMs(from), UnixMs(from + Length));
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>A time that the clocks leave out in spring is taken as the one an hour later.</summary>
    private long UnixMs(DateTime local)
    {
        if (Zone.IsInvalidTime(local))
            local += Gap;
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();
    }
}
