using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Engine;

/// <summary>How the state of a window is laid out.</summary>
/// <param name="column">Where its subject stands among the numbers of a kept sample.</param>
/// <param name="offset">Of its first cell among those of the device.</param>
internal sealed class WindowPlan(Window window, int column, int offset)
{
    /// <summary>Buckets per length of a window.</summary>
    public const int Resolution = 16;

    /// <summary>The same for a median, which keeps one value of each bucket.</summary>
    public const int MedianResolution = 64;

    public WindowFunction Function { get; } = window.Function;

    public NumberNode Subject { get; } = window.Subject;

    /// <summary>True when the subject is no field: it is worked out when a sample comes.</summary>
    public bool IsComputed { get; } = window.Subject is not NumberNode.Field;

    public long DurationMs { get; } = window.DurationMs;

    public int Column { get; } = column;

    public int Offset { get; } = offset;

    /// <summary>Milliseconds of a bucket.</summary>
    public long WidthMs { get; } = Math.Max(1, (window.DurationMs + ResolutionOf(window.Function) - 1) / ResolutionOf(window.Function));

    /// <summary>A length touches at most one bucket more, and the anchor is another.</summary>
    public int Capacity { get; } = CapacityOf(window.Function);

    /// <summary>Cells of a bucket: a standard deviation needs a second number.</summary>
    public int CellsOfBucket { get; } = window.Function == WindowFunction.StandardDeviation ? 2 : 1;

    public int Cells => Capacity * CellsOfBucket;

    /// <summary>When the bucket of a time ends.</summary>
    public long EndOf(long timeMs) => ((timeMs / WidthMs) + 1) * WidthMs;

    public static int CapacityOf(WindowFunction function) => ResolutionOf(function) + 2;

    private static int ResolutionOf(WindowFunction function) => function == WindowFunction.Median ? MedianResolution : Resolution;
}
