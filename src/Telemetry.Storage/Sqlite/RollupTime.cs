namespace Telemetry.Storage.Sqlite;

/// <summary>The units of rollups, in Unix seconds; everything is aligned to 1970.</summary>
internal static class RollupTime
{
    public const long Minute = 60;
    public const long Hour = 3_600;

    /// <summary>
    /// Rows are noted and rolled up by blocks of five minutes: long enough that a device's rows of a block are few pages read
    /// once, short enough that they are still in memory and that the work comes evenly.
    /// </summary>
    public const long Block = 300;

    private const long NanosecondsPerSecond = 1_000_000_000;

    public static long Floor(long value, long unit)
    {
        long rest = value % unit;
        return value - (rest < 0 ? rest + unit : rest);
    }

    public static long Ceiling(long value, long unit) => Floor(value + unit - 1, unit);

    /// <summary>The second in which a row lies.</summary>
    public static long SecondOf(long nanoseconds) => (nanoseconds >> 63) + ((nanoseconds - (nanoseconds >> 63)) / NanosecondsPerSecond);

    /// <summary>The first nanosecond of a second; times that 64 bits cannot hold become the nearest they can.</summary>
    public static long Nanoseconds(long second) =>
        (long)Int128.Clamp((Int128)second * NanosecondsPerSecond, long.MinValue, long.MaxValue);
}
