using System.Buffers;
using System.Globalization;
using System.Text;

namespace Telemetry.Storage.Journal;

/// <summary>
/// Records for the eye and for simple tools: a line that starts with <c>#</c>, then the body. Control characters and bytes
/// that are no UTF-8 come as <c>\xNN</c>, so that a terminal obeys none of them; line feeds of the body stay.
/// </summary>
public static class RecordText
{
    /// <summary><c># POSITION KIND DEVICE received=... timestamp=... source=... quality=... [seq=...] [flags=...]</c>, then the body.</summary>
    public static void Write(TextWriter output, in Record record)
    {
        RecordHeader header = record.Header;
        output.Write(string.Create(CultureInfo.InvariantCulture, $"# {record.Position} {Name(header.Kind)} "));
        WriteEscaped(output, record.Device.IsEmpty ? "-"u8 : record.Device, keepLines: false);
        output.Write($" received={Time(header.ReceivedAtMs)} timestamp={Time(header.TimestampMs)} source={Name(header.TimestampSource)} quality={Name(header.Quality)}");
        if (header.Sequence >= 0)
            output.Write(string.Create(CultureInfo.InvariantCulture, $" seq={header.Sequence}"));
        if (header.Flags != RecordFlags.None)
            output.Write($" flags={Name(header.Flags).Replace(" ", "", StringComparison.Ordinal)}");
        output.Write('\n');
        if (record.Body.IsEmpty)
            return;
        WriteEscaped(output, record.Body, keepLines: true);
        if (record.Body[^1] != '\n')
            output.Write('\n');
    }

    private static string Name<T>(T value)
        where T : struct, Enum =>
        value.ToString().ToLowerInvariant();

    private static string Time(long ms) =>
        ms >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : ms.ToString(CultureInfo.InvariantCulture);

    private static void WriteEscaped(TextWriter output, ReadOnlySpan<byte> text, bool keepLines)
    {
        Span<char> characters = stackalloc char[2];
        while (!text.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(text, out Rune rune, out int length) == OperationStatus.Done;
            if (valid && (rune.Value == '\n' ? keepLines : !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format))
            {
                output.Write(characters[..rune.EncodeToUtf16(characters)]);
            }
            else
            {
                foreach (byte b in text[..length])
                    output.Write(string.Create(CultureInfo.InvariantCulture, $"\\x{b:x2}"));
            }

            text = text[length..];
        }
    }
}
