using Telemetry.Storage.LineProtocol;

namespace Telemetry.Worker.Ingest;

/// <summary>A value that is not to be trusted is stored all the same, with <c>name_quality="bad"</c> beside it.</summary>
internal static class QualityField
{
    public static ReadOnlySpan<byte> Suffix => "_quality"u8;

    public static void Write(ref LineWriter writer, ReadOnlySpan<byte> name)
    {
        Span<byte> qualityName = stackalloc byte[name.Length + Suffix.Length];
        name.CopyTo(qualityName);
        Suffix.CopyTo(qualityName[name.Length..]);
        writer.Text(qualityName, "bad"u8);
    }

    /// <summary>True, and the name of the value it belongs to, when the field is such a mark.</summary>
    public static bool TryRead(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        bool isQuality = name.EndsWith(Suffix);
        value = isQuality ? name[..^Suffix.Length] : default;
        return isQuality;
    }
}
