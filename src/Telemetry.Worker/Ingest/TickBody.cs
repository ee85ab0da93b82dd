using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Telemetry.Worker.Ingest;

/// <summary>The body of a tick: milliseconds since the tick before, by a clock that nobody sets, as decimal digits. Empty in the first of a process.</summary>
internal static class TickBody
{
    public static byte[] Of(TimeSpan? elapsed) =>
        elapsed is { } known ? Encoding.ASCII.GetBytes(((long)known.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)) : [];

    /// <summary>Below zero when the tick does not say.</summary>
    public static long ElapsedMs(ReadOnlySpan<byte> body) =>
        Utf8Parser.TryParse(body, out long elapsedMs, out int length) && length == body.Length && elapsedMs >= 0 ? elapsedMs : -1;
}
