using System.Buffers.Text;

namespace Telemetry.Worker.Backtest;

/// <summary>Where a line stands in the order of a recording.</summary>
internal static class LineTime
{
    /// <summary>2000-01-01, the first plausible time; nanoseconds since 1970.</summary>
    private const long LeastNs = 946_684_800_000_000_000;

    /// <summary>2100-01-01.</summary>
    private const long EndNs = 4_102_444_800_000_000_000;

    /// <summary>False for what no device of a city measured then: one such line would stretch the period over decades.</summary>
    public static bool IsPlausible(long nanoseconds) => nanoseconds is >= LeastNs and < EndNs;

    /// <summary>Nanoseconds since 1970 at the end of a line; false for a line without.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out long nanoseconds)
    {
        ReadOnlySpan<byte> text = line[(line.LastIndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(text, out nanoseconds, out int consumed) && consumed == text.Length && text.Length > 0;
    }

    /// <summary>Measurement and tags, as far as order needs them: an escaped space ends them too early in equal lines alike.</summary>
    public static ReadOnlySpan<byte> Series(ReadOnlySpan<byte> line) => line.IndexOf((byte)' ') is > 0 and var end ? line[..end] : line;
}
