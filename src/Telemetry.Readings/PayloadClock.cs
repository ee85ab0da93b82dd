using System.Text.Json;
using Telemetry.Readings.Json;

namespace Telemetry.Readings;

/// <summary>Which time a message gets: its own when it is plausible, otherwise that of its receipt.</summary>
internal sealed class PayloadClock(PayloadOptions options)
{
    private readonly long _earliestMs = options.Earliest.ToUnixTimeMilliseconds();
    private readonly long _maximumFutureMs = (long)options.MaximumFuture.TotalMilliseconds;

    /// <summary>
    /// Reads the value of <c>ts</c>: Unix milliseconds, a fraction rounded down, or RFC 3339. Whatever else stands there
    /// reads as <see cref="long.MinValue"/>, which is never plausible.
    /// </summary>
    public static long Read(JsonTokenType type, ReadOnlySpan<byte> text)
    {
        switch (type)
        {
            case JsonTokenType.Number:
                if (JsonNumber.TryParseInteger(text, out long integer))
                    return integer;
                double number = Math.Floor(JsonNumber.Parse(text));
                return Math.Abs(number) < 1e15 ? (long)number : long.MinValue;
            case JsonTokenType.String when Rfc3339.TryParse(text, out long parsed):
                return parsed;
            default:
                return long.MinValue;
        }
    }

    /// <summary>Reads <c>ts</c> of a flat object; null when it is missing.</summary>
    public static long? Read(in FlatValue value, ReadOnlySpan<byte> payload) =>
        value.IsMissing ? null : Read(value.Type, value.Text(payload));

    /// <summary>The time to go by.</summary>
    /// <param name="timestampMs">What the device said, in Unix milliseconds; null when it said nothing.</param>
    /// <param name="receivedAtMs">The time of receipt, in Unix milliseconds.</param>
    public (long TimestampMs, TimestampSource Source, Quality Quality) Judge(long? timestampMs, long receivedAtMs)
    {
        if (timestampMs is not { } told)
            return (receivedAtMs, TimestampSource.Receipt, Quality.Good);
        return told >= _earliestMs && told <= receivedAtMs + _maximumFutureMs
            ? (told, TimestampSource.Device, Quality.Good)
            : (receivedAtMs, TimestampSource.Receipt, Quality.Suspect);
    }
}
