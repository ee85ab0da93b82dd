using Telemetry.Readings;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Storage.LineProtocol;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Turns a payload into journal records whose body is the line that will be stored. Numbers are copied as the device
/// wrote them. One per thread; it allocates nothing once its buffers have grown.
/// </summary>
internal sealed class RecordEncoder(PayloadOptions options, DeviceWatch watch, Journal journal, IngestCounters counters, EventCounter events)
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Room for a field beside its name and value: separators, quotes, a formatted number, the mark of a bad value.</summary>
    private const int FieldOverhead = 64;

    private readonly PayloadDecoder _decoder = new(options, watch);
    private readonly byte[] _text = new byte[options.MaximumTextBytes];
    private byte[] _line = new byte[4096];

    /// <summary>Where in the payload a field stands that the profile does not know; told once by each encoder and device.</summary>
    public Range UnknownField => _decoder.UnknownFieldToReport;

    /// <summary>Decodes, validates and appends; nothing is appended unless the whole payload is understood.</summary>
    /// <param name="device">Who sent it.</param>
    /// <param name="isEvent">Which of the kind's field tables it is read by.</param>
    /// <param name="payload">JSON: ours, a vendor's that the kind maps, or SenML.</param>
    /// <param name="contentType">The content type of MQTT 5; empty when there is none.</param>
    /// <param name="receivedAtMs">Unix milliseconds.</param>
    /// <param name="position">Of the last record appended.</param>
    public RejectReason Encode(Device device, bool isEvent, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> contentType, long receivedAtMs, out long position)
    {
        position = -1;
        RejectReason reason = isEvent
            ? _decoder.DecodeEvents(device, payload, receivedAtMs, contentType)
            : _decoder.DecodeReadings(device, payload, receivedAtMs, contentType);
        if (!_decoder.MessageFaults.IsZero)
            counters.CountFaults(_decoder.MessageFaults);
        if (reason != RejectReason.None)
            return reason;

        foreach (ref readonly DecodedSample sample in _decoder.Samples)
        {
            ReadOnlySpan<byte> line = Line(device, isEvent, sample, payload);
            var header = new RecordHeader(
                isEvent ? RecordKind.Event : RecordKind.Reading, RecordFlags.None, (Storage.Journal.Quality)sample.Quality,
                (Storage.Journal.TimestampSource)sample.TimestampSource, receivedAtMs, sample.TimestampMs, sample.Sequence);
            position = journal.Append(header, device.IdUtf8.Span, line);
        }

        counters.CountRecords(_decoder.Samples.Length);
        return RejectReason.None;
    }

    private ReadOnlySpan<byte> Line(Device device, bool isEvent, in DecodedSample sample, ReadOnlySpan<byte> payload)
    {
        FieldTable table = isEvent ? device.Kind.Events : device.Kind.Readings;
        ReadOnlySpan<DecodedField> fields = _decoder.Fields.Slice(sample.FirstField, sample.FieldCount);
        ReadOnlySpan<byte> series = (isEvent ? device.EventSeries : device.ReadingSeries).Span;
        int needed = series.Length + FieldOverhead;
        foreach (ref readonly DecodedField field in fields)
            needed += 2 * (table[field.FieldIndex].NameUtf8.Length + field.TextLength + (field.MappedText?.Length ?? 0)) + FieldOverhead;
        if (_line.Length < needed)
            _line = new byte[Math.Max(needed, _line.Length * 2)];

        var writer = new LineWriter(_line);
        writer.Series(series);
        foreach (ref readonly DecodedField field in fields)
            Write(ref writer, table[field.FieldIndex].NameUtf8.Span, field, payload);
        writer.Timestamp(isEvent ? events.Stamp(sample.TimestampMs) : sample.TimestampMs * NanosecondsPerMillisecond);
        return writer.Overflow
            ? throw new InvalidOperationException($"A line of {device} is longer than the {needed} bytes it was given.")
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

        if (field.Quality != Readings.Quality.Good)
            QualityField.Write(ref writer, name, field.Quality);
    }
}
