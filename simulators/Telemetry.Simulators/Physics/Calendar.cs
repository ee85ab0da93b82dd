namespace Telemetry.Simulators.Physics;

/// <summary>Days in China Standard Time, numbered. Counters begin on the first one, so that they go on over a restart.</summary>
internal static class Calendar
{
    public const long DayMs = 86_400_000;

    /// <summary>2024-01-01: the day on which every meter of the city was installed.</summary>
    public const long FirstDay = 19_723;

    private const long OffsetMs = 8 * 3_600_000;

    /// <summary>Number of the day that a moment lies in.</summary>
    public static long DayOf(long unixMs) => (unixMs + OffsetMs) / DayMs;

    /// <summary>When a day begins, Unix milliseconds.</summary>
    public static long StartOf(long day) => day * DayMs - OffsetMs;
}
