using Telemetry.Readings;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Turns a payload into journal records whose body is the line that will be stored. One per thread; it allocates nothing
/// once its buffers have grown.
/// </summary>
internal sealed class RecordEncoder(PayloadOptions options, DeviceWatch watch, Journal journal, IngestCounters counters, EventCounter events)
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly PayloadDecoder _decoder = new(options, watch);
    private readonly SampleLine _line = new(options.MaximumTextBytes);
    private DecodedField[] _fields = [];
    private int _city = -1;

    /// <summary>Where in the payload a field stands that the profile does not know; told once by each encoder and device.</summary>
    public Range UnknownField => _decoder.UnknownFieldToReport;

    /// <summary>Decodes, validates and appends; nothing is appended unless the whole payload is understood.</summary>
    /// <param name="now">The city of the device.</param>
    /// <param name="device">Who sent it.</param>
    /// <param name="isEvent">Which of the kind's field tables it is read by.</param>
    /// <param name="payload">JSON: ours, a vendor's that the kind maps, or SenML.</param>
    /// <param name="contentType">The content type of MQTT 5; empty when there is none.</param>
    /// <param name="receivedAtMs">Unix milliseconds.</param>
    /// <param name="position">Of the last record appended.</param>
    public RejectReason Encode(
        CityView now, Device device, bool isEvent, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> contentType, long receivedAtMs, out long position)
    {
        position = -1;
        if (_city != now.Number)
        {
            // What was reported is remembered by a device's place in its city.
            _city = now.Number;
            _decoder.ForgetReported();
        }

        RejectReason reason = Decode(device, isEvent, payload, contentType, receivedAtMs);
        if (reason != RejectReason.None)
            return reason;

        foreach (ref readonly DecodedSample sample in _decoder.Samples)
        {
            ReadOnlySpan<byte> line = Line(device, isEvent, sample, payload);
            position = journal.Append(Header(isEvent, RecordFlags.None, sample, receivedAtMs), device.IdUtf8.Span, line);
        }

        counters.CountRecords(_decoder.Samples.Length);
        return RejectReason.None;
    }

    /// <summary>The same for a message out of quarantine: nothing goes to the journal yet, its records are added to a group.</summary>
    /// <inheritdoc cref="Encode"/>
    /// <param name="group">What is to be durable together.</param>
    public RejectReason EncodeReplayed(Device device, bool isEvent, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> contentType, long receivedAtMs, RecordGroup group)
    {
        RejectReason reason = Decode(device, isEvent, payload, contentType, receivedAtMs);
        if (reason != RejectReason.None)
            return reason;
        foreach (ref readonly DecodedSample sample in _decoder.Samples)
            group.Add(Header(isEvent, RecordFlags.Replayed, sample, receivedAtMs), device.IdUtf8.Span, Line(device, isEvent, sample, payload));
        counters.CountRecords(_decoder.Samples.Length);
        return RejectReason.None;
    }

    private static RecordHeader Header(bool isEvent, RecordFlags flags, in DecodedSample sample, long receivedAtMs) => new(
        isEvent ? RecordKind.Event : RecordKind.Reading, flags, (Storage.Journal.Quality)sample.Quality,
        (Storage.Journal.TimestampSource)sample.TimestampSource, receivedAtMs, sample.TimestampMs, sample.Sequence);

    private RejectReason Decode(Device device, bool isEvent, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> contentType, long receivedAtMs)
    {
        RejectReason reason = isEvent
            ? _decoder.DecodeEvents(device, payload, receivedAtMs, contentType)
            : _decoder.DecodeReadings(device, payload, receivedAtMs, contentType);
        if (!_decoder.MessageFaults.IsZero)
            counters.CountFaults(_decoder.MessageFaults);
        return reason;
    }

    private ReadOnlySpan<byte> Line(Device device, bool isEvent, in DecodedSample sample, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<DecodedField> fields = _decoder.Fields.Slice(sample.FirstField, sample.FieldCount);
        return isEvent
            ? _line.Write(device.EventSeries.Span, device.Kind.Events, fields, payload, events.Stamp(sample.TimestampMs))
            : _line.Write(device.ReadingSeries.Span, device.Kind.Readings, WithDerived(device, fields), payload, sample.TimestampMs * NanosecondsPerMillisecond);
    }

    /// <summary>Derived fields are stored beside those that they were computed from, so that stores and rules see them alike.</summary>
    private ReadOnlySpan<DecodedField> WithDerived(Device device, ReadOnlySpan<DecodedField> fields)
    {
        DerivedFields derived = device.Kind.Derived;
        if (derived.Count == 0)
            return fields;
        if (_fields.Length < fields.Length + derived.Count)
            _fields = new DecodedField[2 * (fields.Length + derived.Count)];
        fields.CopyTo(_fields);
        int count = derived.Compute(device, fields, _fields.AsSpan(fields.Length));
        return _fields.AsSpan(0, fields.Length + count);
    }
}
