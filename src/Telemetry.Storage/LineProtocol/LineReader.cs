using System.Buffers.Text;

namespace Telemetry.Storage.LineProtocol;

/// <summary>
/// Reads one line of line protocol in place, without allocating. A line always ends in its timestamp here, as
/// <see cref="LineWriter"/> writes it. Names and tag values stay escaped as they stand in the line.
/// <code>
/// if (!LineReader.TryOpen(line, out LineReader reader)) ...
/// while (reader.Next()) ... reader.Name, reader.Kind, reader.Number | Boolean | RawText
/// if (reader.Malformed) ...
/// </code>
/// </summary>
public ref struct LineReader
{
    private ReadOnlySpan<byte> _rest;
    private int _measurementLength;

    /// <summary>Measurement and tags.</summary>
    public ReadOnlySpan<byte> Series { get; private set; }

    /// <summary>Nanoseconds since 1970.</summary>
    public long TimestampNs { get; private set; }

    /// <summary>The name of the current field, escaped.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public LineFieldKind Kind { get; private set; }

    /// <summary>The number; 0 for other kinds.</summary>
    public double Number { get; private set; }

    /// <summary>The boolean; false for other kinds.</summary>
    public bool Boolean { get; private set; }

    /// <summary>What stands between the quotes, still escaped (see <see cref="CopyText"/>).</summary>
    public ReadOnlySpan<byte> RawText { get; private set; }

    /// <summary>True once <see cref="Next"/> met something that is not line protocol.</summary>
    public bool Malformed { get; private set; }

    /// <summary>The measurement, escaped.</summary>
    public readonly ReadOnlySpan<byte> Measurement => Series[.._measurementLength];

    /// <summary>Reads series and timestamp; false when the line has not the shape of one.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> line, out LineReader reader)
    {
        reader = default;
        int series = FindUnescaped(line, (byte)' ');
        int time = line.LastIndexOf((byte)' ');
        if (series <= 0 || time <= series + 1)
            return false;
        if (!TryReadTime(line[(time + 1)..], out long nanoseconds))
            return false;
        reader.Series = line[..series];
        reader.TimestampNs = nanoseconds;
        reader._rest = line[(series + 1)..time];
        int comma = FindUnescaped(reader.Series, (byte)',');
        reader._measurementLength = comma < 0 ? series : comma;
        return reader._measurementLength > 0;
    }

    /// <summary>The same for a line that most likely begins with a known series, which then need not be searched.</summary>
    /// <param name="series">Measurement and tags as <see cref="LineEscape.Series"/> writes them, with at least one tag.</param>
    public static bool TryOpen(ReadOnlySpan<byte> line, ReadOnlySpan<byte> series, out LineReader reader)
    {
        int length = series.Length;
        if (line.Length <= length || line[length] != ' ' || !line.StartsWith(series))
            return TryOpen(line, out reader);
        reader = default;
        int time = line.LastIndexOf((byte)' ');
        if (time <= length + 1 || !TryReadTime(line[(time + 1)..], out long nanoseconds))
            return false;
        reader.Series = line[..length];
        reader.TimestampNs = nanoseconds;
        reader._rest = line[(length + 1)..time];
        reader._measurementLength = FindUnescaped(series, (byte)',');
        return reader._measurementLength > 0;
    }

    /// <summary>The value of a tag, escaped; empty when the line has no such tag.</summary>
    /// <param name="name">The tag's name, escaped.</param>
    public readonly ReadOnlySpan<byte> Tag(scoped ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> tags = Series[_measurementLength..];
        while (!tags.IsEmpty)
        {
            tags = tags[1..];
            int end = FindUnescaped(tags, (byte)',');
            ReadOnlySpan<byte> tag = end < 0 ? tags : tags[..end];
            if (tag.Length > name.Length && tag[name.Length] == '=' && tag.StartsWith(name))
                return tag[(name.Length + 1)..];
            tags = end < 0 ? default : tags[end..];
        }

        return default;
    }

    /// <summary>Moves to the next field; false after the last one and at a mistake (<see cref="Malformed"/>).</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        int equals = NameLength(_rest);
        if (equals <= 0 || equals + 1 == _rest.Length)
            return Fail();
        Name = _rest[..equals];
        ReadOnlySpan<byte> value = _rest[(equals + 1)..];
        if (value[0] == '"')
            return NextText(value);
        int end = value.IndexOf((byte)',');
        ReadOnlySpan<byte> token = end < 0 ? value : value[..end];
        // A comma promises another field.
        if (token.IsEmpty || end == value.Length - 1 || !ReadToken(token))
            return Fail();
        _rest = end < 0 ? default : value[(end + 1)..];
        RawText = default;
        return true;
    }

    /// <summary>Copies the text without its escapes.</summary>
    /// <param name="target">At least as long as <see cref="RawText"/>.</param>
    /// <returns>The bytes written.</returns>
    public readonly int CopyText(scoped Span<byte> target)
    {
        int written = 0;
        for (int i = 0; i < RawText.Length; i++)
        {
            if (RawText[i] == '\\' && i + 1 < RawText.Length && RawText[i + 1] is (byte)'"' or (byte)'\\')
                i++;
            target[written++] = RawText[i];
        }

        return written;
    }

    /// <summary>True when the whole line is sound: series with non-empty tags, at least one field, a timestamp.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> line)
    {
        if (line.Contains((byte)'\n') || !TryOpen(line, out LineReader reader) || !reader.AreTagsWellFormed())
            return false;
        while (reader.Next())
        {
        }

        return !reader.Malformed;
    }

    private static bool TryReadTime(ReadOnlySpan<byte> text, out long nanoseconds) =>
        Utf8Parser.TryParse(text, out nanoseconds, out int consumed) && consumed == text.Length;

    private readonly bool AreTagsWellFormed()
    {
        ReadOnlySpan<byte> tags = Series[_measurementLength..];
        while (!tags.IsEmpty)
        {
            tags = tags[1..];
            int end = FindUnescaped(tags, (byte)',');
            ReadOnlySpan<byte> tag = end < 0 ? tags : tags[..end];
            int equals = FindUnescaped(tag, (byte)'=');
            if (equals <= 0 || equals == tag.Length - 1 || tag[^1] == '\\')
                return false;
            tags = end < 0 ? default : tags[end..];
        }

        return true;
    }

    private static int NameLength(ReadOnlySpan<byte> fields)
    {
        int at = fields.IndexOfAny((byte)'=', (byte)',', (byte)'\\');
        while (at >= 0 && fields[at] == '\\')
        {
            int step = at + 2 < fields.Length ? fields[(at + 2)..].IndexOfAny((byte)'=', (byte)',', (byte)'\\') : -1;
            at = step < 0 ? -1 : at + 2 + step;
        }

        return at >= 0 && fields[at] == '=' ? at : -1;
    }

    private static int FindUnescaped(ReadOnlySpan<byte> text, byte wanted)
    {
        int at = text.IndexOfAny(wanted, (byte)'\\');
        if (at < 0 || text[at] == wanted)
            return at;
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == wanted)
                return at;
        }

        return -1;
    }

    private bool NextText(ReadOnlySpan<byte> value)
    {
        int end = 1;
        while (true)
        {
            int step = value[end..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
                return Fail();
            end += step;
            if (value[end] == '"')
                break;
            end += 2;
            if (end >= value.Length)
                return Fail();
        }

        ReadOnlySpan<byte> after = value[(end + 1)..];
        if (!after.IsEmpty && (after[0] != ',' || after.Length == 1))
            return Fail();
        Kind = LineFieldKind.Text;
        RawText = value[1..end];
        Number = 0;
        Boolean = false;
        _rest = after.IsEmpty ? default : after[1..];
        return true;
    }

    private bool ReadToken(ReadOnlySpan<byte> token)
    {
        if (token[0] <= '9')
        {
            // "12i" is an integer elsewhere; numbers are always floats here.
            if (token[^1] == 'i')
                token = token[..^1];
            Kind = LineFieldKind.Number;
            Boolean = false;
            bool read = NumberText.TryParse(token, out double number);
            Number = number;
            return read;
        }

        Kind = LineFieldKind.Boolean;
        Number = 0;
        Boolean = token[0] is (byte)'t' or (byte)'T';
        return token.Length == 1
            ? token[0] is (byte)'t' or (byte)'T' or (byte)'f' or (byte)'F'
            : token.SequenceEqual("true"u8) || token.SequenceEqual("True"u8) || token.SequenceEqual("TRUE"u8)
                || token.SequenceEqual("false"u8) || token.SequenceEqual("False"u8) || token.SequenceEqual("FALSE"u8);
    }

    private bool Fail()
    {
        _rest = default;
        Malformed = true;
        return false;
    }
}
