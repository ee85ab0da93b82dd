using System.Buffers;
using System.Text.Json;
using Telemetry.Readings.Codecs;
using Telemetry.Readings.Codecs.Mapping;
using Telemetry.Readings.Codecs.Senml;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Json;

namespace Telemetry.Readings;

/// <summary>
/// Decodes the payload of readings and events against the profile of the device's kind: ours,
/// <code>
/// {"ts": 1763700000123, "seq": 42, "primary_supply_pressure": 0.82, ...}    or an array of such objects
/// </code>
/// SenML JSON (RFC 8428), or the JSON of a vendor that the kind maps. One decoder per thread, used again and again; it makes no strings and, once
/// its buffers have grown, no garbage. What it holds is valid until the next call. The time of a message is never a
/// reason to reject it.
/// </summary>
public sealed class PayloadDecoder
{
    /// <summary>The longest text of a number that is handed on as it was written, in bytes.</summary>
    public const int MaximumNumberText = 40;

    private readonly PayloadOptions _options;
    private readonly SampleBuffer _buffer = new();
    private readonly SampleBuilder _builder;
    private readonly ObjectDecoder _objects;
    private readonly SenmlDecoder _senml;
    private readonly MappedDecoder _mapped;
    private readonly DeviceWatch? _watch;
    private byte[] _blanked = [];
    private ulong[] _reportedUnknown = [];
    private DeviceFaultCounts _faults;

    /// <summary>Makes a decoder.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="watch">Compares what a device sends with what it sent before; null to judge each message by itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public PayloadDecoder(PayloadOptions? options = null, DeviceWatch? watch = null)
    {
        _options = options ?? new PayloadOptions();
        _options.Validate();
        _watch = watch;
        _builder = new SampleBuilder(_buffer, new PayloadClock(_options), _options.MaximumTextBytes);
        _objects = new ObjectDecoder(_builder);
        _senml = new SenmlDecoder(_buffer, _builder);
        _mapped = new MappedDecoder(_buffer, _builder);
    }

    /// <summary>The samples of the last message; none when it was rejected.</summary>
    public ReadOnlySpan<DecodedSample> Samples => _buffer.Samples;

    /// <summary>The fields of all its samples.</summary>
    public ReadOnlySpan<DecodedField> Fields => _buffer.Fields;

    /// <summary>What was wrong inside the last message. Also told of a message that had nothing usable.</summary>
    public ref readonly DeviceFaultCounts MessageFaults => ref _builder.Faults;

    /// <summary>What was wrong inside all messages since the decoder was made: the sum of <see cref="MessageFaults"/>.</summary>
    public DeviceFaultCounts Faults => _faults;

    /// <summary>
    /// Where in the payload of the last message the name of an unknown field stands, the first time its device sends
    /// one; empty otherwise. Report it once, then ignore it.
    /// </summary>
    public Range UnknownFieldToReport { get; private set; }

    /// <summary>Unknown fields are reported anew: the devices that come from now on are those of another city.</summary>
    public void ForgetReported() => Array.Clear(_reportedUnknown);

    /// <summary>Decodes a message of channel <c>telemetry</c>.</summary>
    /// <param name="device">The device of the topic.</param>
    /// <param name="payload">The application message.</param>
    /// <param name="receivedAtMs">The time of receipt in Unix milliseconds.</param>
    /// <param name="contentType">The content type of MQTT 5; empty when there is none.</param>
    public RejectReason DecodeReadings(Device device, ReadOnlySpan<byte> payload, long receivedAtMs, ReadOnlySpan<byte> contentType = default) =>
        Decode(device, isEvent: false, payload, receivedAtMs, contentType);

    /// <summary>Decodes a message of channel <c>event</c>. The first field of a sample is not always <c>event</c>: see <see cref="DecodedSample.EventIndex"/>.</summary>
    /// <inheritdoc cref="DecodeReadings"/>
    public RejectReason DecodeEvents(Device device, ReadOnlySpan<byte> payload, long receivedAtMs, ReadOnlySpan<byte> contentType = default) =>
        Decode(device, isEvent: true, payload, receivedAtMs, contentType);

    /// <summary>Copies a text field, unescaped, as UTF-8.</summary>
    /// <param name="field">A text field of the last message.</param>
    /// <param name="payload">The payload it was decoded from.</param>
    /// <param name="destination">At least <see cref="PayloadOptions.MaximumTextBytes"/> long.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    public static int CopyText(in DecodedField field, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        if (field.MappedText is { } mapped)
        {
            mapped.CopyTo(destination);
            return mapped.Length;
        }

        ReadOnlySpan<byte> raw = payload.Slice(field.TextOffset, field.TextLength);
        if (!field.IsTextEscaped)
        {
            raw.CopyTo(destination);
            return raw.Length;
        }

        return JsonText.TryUnescape(raw, destination, out int written) == OperationStatus.Done
            ? written
            : throw new ArgumentException("The destination is too small for the text.", nameof(destination));
    }

    private RejectReason Decode(Device device, bool isEvent, ReadOnlySpan<byte> payload, long receivedAtMs, ReadOnlySpan<byte> contentType)
    {
        Begin(device, isEvent, receivedAtMs);
        UnknownFieldToReport = default;
        RejectReason reason = StrictJson.CheckBytes(payload, _options.MaximumBytes);
        if (!ContentType.TryFind(contentType, device.Kind.Payload.Codec, out PayloadCodec codec))
            reason = RejectReason.UnsupportedContent;
        if (reason == RejectReason.None)
            reason = ReadRoot(device, codec, payload, payload);
        if (reason == RejectReason.MalformedJson && TryBlankLiterals(payload))
        {
            Begin(device, isEvent, receivedAtMs);
            reason = ReadRoot(device, codec, _blanked.AsSpan(0, payload.Length), payload);
        }

        if (reason == RejectReason.None)
            _watch?.Judge(device, isEvent, _buffer, receivedAtMs, ref _builder.Faults);
        else
            _buffer.Clear();
        if (reason is RejectReason.None or RejectReason.EmptyReading && !_builder.Faults.IsZero)
            CountFaults(device, receivedAtMs);
        return reason;
    }

    private void Begin(Device device, bool isEvent, long receivedAtMs)
    {
        DeviceKind kind = device.Kind;
        _builder.BeginMessage(isEvent ? kind.Events : kind.Readings, isEvent ? kind.EventNamesUtf8 : null, receivedAtMs);
        _buffer.Clear();
    }

    /// <summary>Reads the one value of a payload.</summary>
    /// <param name="device">Who sent it.</param>
    /// <param name="codec">What reads it.</param>
    /// <param name="json">The text to read.</param>
    /// <param name="payload">The payload as it came, of the same length.</param>
    private RejectReason ReadRoot(Device device, PayloadCodec codec, ReadOnlySpan<byte> json, ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            RejectReason reason;
            if (codec == PayloadCodec.Senml)
                reason = _senml.Read(ref reader, payload, device);
            else if ((_builder.IsEvent ? device.Kind.Payload.Events : device.Kind.Payload.Readings) is { } mapping)
                reason = _mapped.Read(ref reader, mapping);
            else if (reader.TokenType == JsonTokenType.StartObject)
                reason = _objects.Read(ref reader, payload, isInArray: false);
            else
                reason = ReadArray(ref reader, payload);
            if (reason == RejectReason.None && _builder.Faults[DeviceFault.SuspectTime] > 1)
                _buffer.SpreadReceiptTimes();
            return reason == RejectReason.None ? StrictJson.CheckEnd(reader, json) : reason;
        }
        catch (JsonException)
        {
            return RejectReason.MalformedJson;
        }
    }

    private RejectReason ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return RejectReason.NotAnObject;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                return RejectReason.NotAnObject;
            RejectReason reason = _objects.Read(ref reader, payload, isInArray: true);
            if (reason != RejectReason.None)
                return reason;
        }

        if (_buffer.Samples.IsEmpty)
            return _builder.Faults[DeviceFault.UnknownEvent] > 0 ? RejectReason.UnknownEvent : RejectReason.EmptyReading;
        return RejectReason.None;
    }

    private bool TryBlankLiterals(ReadOnlySpan<byte> payload)
    {
        if (payload.IndexOf("NaN"u8) < 0 && payload.IndexOf("Infinity"u8) < 0)
            return false;
        if (_blanked.Length < payload.Length)
            _blanked = new byte[payload.Length];
        payload.CopyTo(_blanked);
        return BareLiterals.TryBlank(_blanked.AsSpan(0, payload.Length));
    }

    private void CountFaults(Device device, long receivedAtMs)
    {
        _faults += _builder.Faults;
        _watch?.CountFaults(device, _builder.Faults, receivedAtMs);
        if (_builder.Faults[DeviceFault.UnknownField] == 0)
            return;
        (int word, ulong bit) = (device.Index / 64, 1UL << (device.Index % 64));
        if (_reportedUnknown.Length <= word)
            Array.Resize(ref _reportedUnknown, word + 64);
        if ((_reportedUnknown[word] & bit) != 0)
            return;
        _reportedUnknown[word] |= bit;
        UnknownFieldToReport = _builder.UnknownField;
    }
}
