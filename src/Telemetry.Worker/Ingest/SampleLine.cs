using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.LineProtocol;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Writes a sample as the line that will be stored. Numbers are copied as the device wrote them. One per thread; it
/// allocates nothing once its buffers have grown.
/// </summary>
internal sealed class SampleLine(int maximumTextBytes)
{
    /// <summary>Room for a field beside its name and value: separators, quotes, a formatted number, the mark of its quality.</summary>
    private const int FieldOverhead = 64;

    private readonly byte[] _text = new byte[maximumTextBytes];
    private byte[] _line = new byte[4096];

    /// <summary>Writes the line; it is valid until the next one.</summary>
    /// <param name="series">Measurement and tags.</param>
    /// <param name="table">The profiles of the fields.</param>
    /// <param name="fields">The fields of the sample.</param>
    /// <param name="payload">What they were decoded from.</param>
    /// <param name="timestampNs">Nanoseconds since 1970.</param>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> series, FieldTable table, ReadOnlySpan<DecodedField> fields, ReadOnlySpan<byte> payload, long timestampNs)
    {
        int needed = series.Length + FieldOverhead;
        foreach (ref readonly DecodedField field in fields)
            needed += 2 * (table[field.FieldIndex].NameUtf8.Length + field.TextLength + (field.MappedText?.Length ?? 0)) + FieldOverhead;
        if (_line.Length < needed)
            _line = new byte[Math.Max(needed, _line.Length * 2)];

        var writer = new LineWriter(_line);
        writer.Series(series);
        foreach (ref readonly DecodedField field in fields)
            Write(ref writer, table[field.FieldIndex].NameUtf8.Span, field, payload);
        writer.Timestamp(timestampNs);
        return writer.Overflow
            ? throw new InvalidOperationException($"A line of {fields.Length} fields is longer than the {needed} bytes it was given.")
            : _line.AsSpan(0, writer.Written);
    }

    private void Write(ref LineWriter writer, ReadOnlySpan<byte> name, in DecodedField field, ReadOnlySpan<byte> payload)
    {
        switch (field.Type)
        {
            case FieldType.Number when field.TextLength > 0:
                writer.Number(name, payload.Slice(field.TextOffset, field.TextLength));
                break;
            case FieldType.Number:
                writer.Number(name, field.Number);
                break;
            case FieldType.Boolean:
                writer.Boolean(name, field.Boolean);
                break;
            default:
                writer.Text(name, _text.AsSpan(0, PayloadDecoder.CopyText(field, payload, _text)));
                break;
        }

        if (field.Quality != Quality.Good)
            QualityField.Write(ref writer, name, field.Quality);
    }
}
