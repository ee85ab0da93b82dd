using Telemetry.Readings;
using Telemetry.Storage.LineProtocol;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// A value that is not to be trusted is stored all the same, with <c>name_quality="bad"</c> beside it: <c>bad</c> outside
/// the physical range, <c>suspect</c> after a jump that nothing has confirmed, <c>stuck</c> when it no longer moves.
/// </summary>
internal static class QualityField
{
    public static ReadOnlySpan<byte> Suffix => "_quality"u8;

    private static ReadOnlySpan<byte> Stuck => "stuck"u8;

    private static ReadOnlySpan<byte> Suspect => "suspect"u8;

    public static void Write(ref LineWriter writer, ReadOnlySpan<byte> name, Quality quality)
    {
        Span<byte> qualityName = stackalloc byte[name.Length + Suffix.Length];
        name.CopyTo(qualityName);
        Suffix.CopyTo(qualityName[name.Length..]);
        writer.Text(qualityName, quality switch { Quality.Stuck => Stuck, Quality.Suspect => Suspect, _ => "bad"u8 });
    }

    /// <summary>True, and the name of the value it belongs to, when the field is such a mark.</summary>
    public static bool TryRead(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        bool isQuality = name.EndsWith(Suffix);
        value = isQuality ? name[..^Suffix.Length] : default;
        return isQuality;
    }

    /// <summary>What a mark says; one that is not known is bad.</summary>
    public static Quality Parse(ReadOnlySpan<byte> mark) =>
        mark.SequenceEqual(Stuck) ? Quality.Stuck : mark.SequenceEqual(Suspect) ? Quality.Suspect : Quality.Bad;

    /// <summary>
    /// Whether a value with this mark is kept from rules. One that is stuck is not: it is the last that is known, and what
    /// it raised before it got stuck must not be forgotten.
    /// </summary>
    public static bool IsWithheld(ReadOnlySpan<byte> mark) => !mark.SequenceEqual(Stuck);
}
