using System.Buffers;
using System.Text.Json;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Json;

namespace Telemetry.Readings;

/// <summary>
/// Decodes the native payload of readings and events:
/// <code>
/// {"ts": 1763700000123, "seq": 42, "primary_supply_pressure": 0.82, ...}    or an array of such objects
/// </code>
/// against the profile of the device's kind. One decoder per thread, used again and again; it makes no strings and, once
/// its buffers have grown, no garbage. What it holds is valid until the next call. The time of a message is never a
/// reason to reject it.
/// </summary>
public sealed class PayloadDecoder
{
    /// <summary>The longest text of a number that is handed on as it was written, in bytes.</summary>
    public const int MaximumNumberText = 40;

    private readonly PayloadOptions _options;
    private readonly PayloadClock _clock;
    private readonly ObjectDecoder _objects;
    private readonly SampleBuffer _buffer = new();
    private byte[] _blanked = [];
    private ulong[] _reportedUnknown = [];
    private DeviceFaultCounts _faults;

    /// <summary>Makes a decoder.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public PayloadDecoder(PayloadOptions? options = null)
    {
        _options = options ?? new PayloadOptions();
        _options.Validate();
        _clock = new PayloadClock(_options);
        _objects = new ObjectDecoder(_buffer, _clock, _options.MaximumTextBytes);
    }

    /// <summary>The samples of the last message; none when it was rejected.</summary>
    public ReadOnlySpan<DecodedSample> Samples => _buffer.Samples;

    /// <summary>The fields of all its samples.</summary>
    public ReadOnlySpan<DecodedField> Fields => _buffer.Fields;

    /// <summary>What was wrong inside the last message. Also told of a message that had nothing usable.</summary>
    public DeviceFaultCounts MessageFaults => _objects.Faults;

    /// <summary>What was wrong inside all messages since the decoder was made: the sum of <see cref="MessageFaults"/>.</summary>
    public DeviceFaultCounts Faults => _faults;

    /// <summary>
    /// Where in the payload of the last message the name of an unknown field stands, the first time its device sends
    /// one; empty otherwise. Report it once, then ignore it.
    /// </summary>
    public Range UnknownFieldToReport { get; private set; }

    /// <summary>Decodes a message of channel <c>telemetry</c>.</summary>
    /// <param name="device">The device of the topic.</param>
    /// <param name="payload">The application message.</param>
    /// <param name="receivedAtMs">The time of receipt in Unix milliseconds.</param>
    public RejectReason DecodeReadings(Device device, ReadOnlySpan<byte> payload, long receivedAtMs) =>
        Decode(device, device.Kind.Readings, null, payload, receivedAtMs);

    /// <summary>Decodes a message of channel <c>event</c>. The first field of a sample is not always <c>event</c>: see <see cref="DecodedSample.EventIndex"/>.</summary>
    /// <inheritdoc cref="DecodeReadings"/>
    public RejectReason DecodeEvents(Device device, ReadOnlySpan<byte> payload, long receivedAtMs) =>
        Decode(device, device.Kind.Events, device.Kind.EventNamesUtf8, payload, receivedAtMs);

    /// <summary>Copies a text field, unescaped, as UTF-8.</summary>
    /// <param name="field">A text field of the last message.</param>
    /// <param name="payload">The payload it was decoded from.</param>
    /// <param name="destination">At least <see cref="PayloadOptions.MaximumTextBytes"/> long.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    public static int CopyText(in DecodedField field, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
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

    private RejectReason Decode(Device device, FieldTable table, byte[][]? eventNames, ReadOnlySpan<byte> payload, long receivedAtMs)
    {
        _objects.Begin(table, eventNames, receivedAtMs);
        _buffer.Clear();
        UnknownFieldToReport = default;
        RejectReason reason = StrictJson.CheckBytes(payload, _options.MaximumBytes);
        if (reason == RejectReason.None)
            reason = ReadRoot(payload, payload);
        if (reason == RejectReason.MalformedJson && TryBlankLiterals(payload))
        {
            _objects.Begin(table, eventNames, receivedAtMs);
            _buffer.Clear();
            reason = ReadRoot(_blanked.AsSpan(0, payload.Length), payload);
        }

        if (reason is RejectReason.None or RejectReason.EmptyReading)
            CountFaults(device);
        if (reason != RejectReason.None)
            _buffer.Clear();
        return reason;
    }

    /// <summary>Reads the one value of a payload.</summary>
    /// <param name="json">The text to read.</param>
    /// <param name="payload">The payload as it came, of the same length.</param>
    private RejectReason ReadRoot(ReadOnlySpan<byte> json, ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            RejectReason reason = reader.TokenType switch
            {
                JsonTokenType.StartObject => _objects.Read(ref reader, payload, isInArray: false),
                JsonTokenType.StartArray => ReadArray(ref reader, payload),
                _ => RejectReason.NotAnObject,
            };
            return reason == RejectReason.None ? StrictJson.CheckEnd(reader, json) : reason;
        }
        catch (JsonException)
        {
            return RejectReason.MalformedJson;
        }
    }

    private RejectReason ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                return RejectReason.NotAnObject;
            RejectReason reason = _objects.Read(ref reader, payload, isInArray: true);
            if (reason != RejectReason.None)
                return reason;
        }

        if (_buffer.Samples.IsEmpty)
            return _objects.Faults.UnknownEvent > 0 ? RejectReason.UnknownEvent : RejectReason.EmptyReading;
        if (_objects.Faults.SuspectTime > 1)
            _buffer.SpreadReceiptTimes();
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

    private void CountFaults(Device device)
    {
        if (_objects.Faults.IsZero)
            return;
        _faults += _objects.Faults;
        if (_objects.Faults.UnknownField == 0)
            return;
        (int word, ulong bit) = (device.Index / 64, 1UL << (device.Index % 64));
        if (_reportedUnknown.Length <= word)
            Array.Resize(ref _reportedUnknown, word + 64);
        if ((_reportedUnknown[word] & bit) != 0)
            return;
        _reportedUnknown[word] |= bit;
        UnknownFieldToReport = _objects.UnknownField;
    }
}
