using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Telemetry.Storage.LineProtocol;

/// <summary>
/// Writes one line of InfluxDB line protocol into a buffer of the caller, without allocating:
/// <code>
/// heating,area=linqing,device=hs-0001,site=hs-site-001 primary_flow=41.5,mode="auto" 1763700000123000000
/// '------------------- Series -----------------------' '------- fields -------' '--- Timestamp ---'
/// </code>
/// When the buffer is too small nothing more is written and <see cref="Overflow"/> is set: take a larger one and start again.
/// What stores misread is never written: control characters in a text become spaces, invalid UTF-8 becomes '?',
/// a number that is not finite is left out.
/// </summary>
public ref struct LineWriter
{
    /// <summary>Longer texts are cut to this many bytes of UTF-8 (at a character): what InfluxDB documents as the most it keeps.</summary>
    public const int MaximumTextBytes = 65_535;

    // Longer number texts are legal JSON, but not every store reads them: they are rewritten in their shortest form.
    private const int MaximumNumberBytes = 24;

    private static readonly SearchValues<byte> Special = SearchValues.Create(SpecialBytes());

    private readonly Span<byte> _buffer;
    private int _written;

    public LineWriter(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Bytes of the line so far.</summary>
    public readonly int Written => _written;

    /// <summary>Fields written so far; a line without any is not a line.</summary>
    public int Fields { get; private set; }

    /// <summary>True when the buffer was too small; what was written is not a line then.</summary>
    public bool Overflow { get; private set; }

    /// <summary>Starts the line with measurement and tags, escaped by <see cref="LineEscape.Series"/>.</summary>
    public void Series(scoped ReadOnlySpan<byte> series)
    {
        _written = 0;
        Fields = 0;
        Overflow = false;
        if (series.TryCopyTo(_buffer))
            _written = series.Length;
        else
            Overflow = true;
    }

    /// <summary>Writes a number as the device wrote it (a JSON number). One that is no number or not finite is left out.</summary>
    /// <param name="name">The name, escaped by <see cref="LineEscape.FieldName"/>.</param>
    /// <param name="text">The number's decimal text in ASCII.</param>
    /// <returns>True when the field is in the line; false when it was left out or did not fit.</returns>
    public bool Number(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> text)
    {
        if (!NumberText.TryParse(text, out double value))
            return false;
        if (text.Length > MaximumNumberBytes)
            return Number(name, value);
        if (!TryBegin(name, text.Length))
            return false;
        text.CopyTo(_buffer[_written..]);
        _written += text.Length;
        return true;
    }

    /// <summary>Writes a number in its shortest form that reads back as the same number. One that is not finite is left out.</summary>
    /// <param name="name">The name, escaped by <see cref="LineEscape.FieldName"/>.</param>
    /// <returns>True when the field is in the line; false when it was left out or did not fit.</returns>
    public bool Number(scoped ReadOnlySpan<byte> name, double value)
    {
        if (!double.IsFinite(value))
            return false;
        Span<byte> text = stackalloc byte[32];
        if (!Utf8Formatter.TryFormat(value, text, out int length) || !TryBegin(name, length))
            return false;
        text[..length].CopyTo(_buffer[_written..]);
        _written += length;
        return true;
    }

    /// <summary>Writes a boolean.</summary>
    /// <param name="name">The name, escaped by <see cref="LineEscape.FieldName"/>.</param>
    public bool Boolean(scoped ReadOnlySpan<byte> name, bool value)
    {
        ReadOnlySpan<byte> text = value ? "true"u8 : "false"u8;
        if (!TryBegin(name, text.Length))
            return false;
        text.CopyTo(_buffer[_written..]);
        _written += text.Length;
        return true;
    }

    /// <summary>Writes a text in quotes; quotes and backslashes in it are escaped.</summary>
    /// <param name="name">The name, escaped by <see cref="LineEscape.FieldName"/>.</param>
    /// <param name="utf8">The text itself, not escaped.</param>
    public bool Text(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> utf8)
    {
        utf8 = Cut(utf8);
        if (!TryBegin(name, utf8.Length + 2))
            return false;
        _buffer[_written++] = (byte)'"';
        if (!utf8.ContainsAny(Special) && Utf8.IsValid(utf8))
        {
            utf8.CopyTo(_buffer[_written..]);
            _written += utf8.Length;
        }
        else if (!TryWriteCleaned(utf8))
        {
            return false;
        }

        if (_written == _buffer.Length)
        {
            Overflow = true;
            return false;
        }

        _buffer[_written++] = (byte)'"';
        return true;
    }

    /// <summary>Ends the line with its time in nanoseconds since 1970. No line feed is written.</summary>
    /// <exception cref="InvalidOperationException">The line has no field.</exception>
    public void Timestamp(long nanoseconds)
    {
        if (Overflow)
            return;
        if (Fields == 0)
            throw new InvalidOperationException("A line needs at least one field.");
        if (_written == _buffer.Length || !Utf8Formatter.TryFormat(nanoseconds, _buffer[(_written + 1)..], out int length))
        {
            Overflow = true;
            return;
        }

        _buffer[_written] = (byte)' ';
        _written += 1 + length;
    }

    private static byte[] SpecialBytes() => [.. Enumerable.Range(0, 32).Select(c => (byte)c), 127, (byte)'"', (byte)'\\'];

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= MaximumTextBytes)
            return utf8;
        int end = MaximumTextBytes;
        while (end > MaximumTextBytes - 4 && (utf8[end] & 0xC0) == 0x80)
            end--;
        return utf8[..end];
    }

    private bool TryBegin(scoped ReadOnlySpan<byte> name, int valueLength)
    {
        if (Overflow)
            return false;
        if (name.IsEmpty || name.SequenceEqual("time"u8))
            throw new ArgumentException("A field needs a name, and 'time' cannot be one.", nameof(name));
        if (_buffer.Length - _written < name.Length + 2 + valueLength)
        {
            Overflow = true;
            return false;
        }

        _buffer[_written++] = Fields++ == 0 ? (byte)' ' : (byte)',';
        name.CopyTo(_buffer[_written..]);
        _written += name.Length;
        _buffer[_written++] = (byte)'=';
        return true;
    }

    private bool TryWriteCleaned(scoped ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed);
            ReadOnlySpan<byte> piece = status != OperationStatus.Done ? "?"u8
                : rune.Value is '"' ? "\\\""u8
                : rune.Value is '\\' ? "\\\\"u8
                : rune.Value is < ' ' or 127 ? " "u8
                : utf8[..consumed];
            if (!piece.TryCopyTo(_buffer[_written..]))
            {
                Overflow = true;
                return false;
            }

            _written += piece.Length;
            utf8 = utf8[consumed..];
        }

        return true;
    }
}
