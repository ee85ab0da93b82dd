using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Payloads;
using Telemetry.Storage.Journal;
using Telemetry.Storage.LineProtocol;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Turns a payload into journal records whose body is the line that will be stored. Numbers are copied as the device
/// wrote them. One per thread; it allocates nothing once its buffer has grown.
/// </summary>
internal sealed class RecordEncoder
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Room for a field beside its name and value: separators, quotes, and the quality field's suffix and value.</summary>
    private const int FieldOverhead = 32;

    private static long _eventCounter;

    private readonly PayloadDecoder _decoder = new();
    private byte[] _line = new byte[4096];
    private byte[] _text = new byte[256];

    /// <summary>Decodes, validates and appends; nothing is appended unless the whole payload is understood.</summary>
    /// <param name="device">Who sent it.</param>
    /// <param name="isEvent">Which of the kind's field tables it is read by.</param>
    /// <param name="payload">JSON, an object or an array of objects.</param>
    /// <param name="receivedAtMs">Unix milliseconds.</param>
    /// <param name="journal">Where records go.</param>
    /// <param name="counters">What is counted.</param>
    /// <param name="position">Of the last record appended.</param>
    public RejectReason Encode(Device device, bool isEvent, ReadOnlySpan<byte> payload, long receivedAtMs, Journal journal, IngestCounters counters, out long position)
    {
        position = -1;
        FieldTable table = isEvent ? device.Kind.Events : device.Kind.Readings;
        RejectReason reason = _decoder.Decode(table, device, payload, receivedAtMs);
        if (reason != RejectReason.None)
            return reason;

        foreach (ref readonly DecodedSample sample in _decoder.Samples)
        {
            ReadOnlySpan<byte> line = Line(device, isEvent, table, sample, payload);
            var header = new RecordHeader(
                isEvent ? RecordKind.Event : RecordKind.Reading, RecordFlags.None, (Storage.Journal.Quality)sample.Quality,
                (Storage.Journal.TimestampSource)sample.TimestampSource, receivedAtMs, sample.TimestampMs, sample.Sequence);
            position = journal.Append(header, device.IdUtf8.Span, line);
        }

        counters.CountRecords(_decoder.Samples.Length);
        return RejectReason.None;
    }

    private ReadOnlySpan<byte> Line(Device device, bool isEvent, FieldTable table, in DecodedSample sample, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<DecodedField> fields = _decoder.Fields.Slice(sample.FirstField, sample.FieldCount);
        ReadOnlySpan<byte> series = (isEvent ? device.EventSeries : device.ReadingSeries).Span;
        int needed = series.Length + 64;
        foreach (ref readonly DecodedField field in fields)
            needed += 2 * (table[field.FieldIndex].NameUtf8.Length + field.TextLength + FieldOverhead);
        if (_line.Length < needed)
            _line = new byte[Math.Max(needed, _line.Length * 2)];

        var writer = new LineWriter(_line);
        writer.Series(series);
        foreach (ref readonly DecodedField field in fields)
            Write(ref writer, table[field.FieldIndex], field, payload);
        writer.Timestamp(Nanoseconds(sample.TimestampMs, isEvent));
        if (writer.Overflow)
            throw new InvalidOperationException($"A line of {device} is longer than the {needed} bytes it was given.");
        return _line.AsSpan(0, writer.Written);
    }

    private void Write(ref LineWriter writer, FieldProfile profile, in DecodedField field, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> name = profile.NameUtf8.Span;
        switch (field.Type)
        {
            case FieldType.Number:
                writer.Number(name, payload.Slice(field.TextOffset, field.TextLength));
                break;
            case FieldType.Boolean:
                writer.Boolean(name, field.Boolean);
                break;
            default:
                if (_text.Length < field.TextLength)
                    _text = new byte[field.TextLength];
                writer.Text(name, _text.AsSpan(0, _decoder.CopyText(field, payload, _text)));
                break;
        }

        if (field.Quality == Readings.Payloads.Quality.Bad)
            QualityField.Write(ref writer, name);
    }

    /// <summary>Readings carry the device's milliseconds; events a counter besides, so that two in one millisecond are both kept.</summary>
    private static long Nanoseconds(long timestampMs, bool isEvent) =>
        timestampMs * NanosecondsPerMillisecond + (isEvent ? Interlocked.Increment(ref _eventCounter) % NanosecondsPerMillisecond : 0);
}
