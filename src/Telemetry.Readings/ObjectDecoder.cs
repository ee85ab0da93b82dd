using System.Buffers;
using System.Text.Json;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Json;

namespace Telemetry.Readings;

/// <summary>Decodes one object of a payload into a sample: the keys, and what their values are worth.</summary>
internal sealed class ObjectDecoder(SampleBuffer buffer, PayloadClock clock, int maximumTextBytes)
{
    private readonly byte[] _text = new byte[Math.Max(maximumTextBytes, Inventory.Loading.Names.MaximumFieldName)];
    private FieldTable _table = FieldTable.Empty;
    private byte[][]? _eventNames;
    private long _receivedAtMs;
    private DeviceFaultCounts _faults;

    // The number of the object in which a field was last seen: tells a repeated key without clearing anything.
    private long[] _seenIn = [];
    private long _object;

    public ref readonly DeviceFaultCounts Faults => ref _faults;

    /// <summary>The name of the first unknown field of the message, in the payload.</summary>
    public Range UnknownField { get; private set; }

    public void Begin(FieldTable table, byte[][]? eventNames, long receivedAtMs)
    {
        _table = table;
        _eventNames = eventNames;
        _receivedAtMs = receivedAtMs;
        _faults = default;
        UnknownField = default;
        if (_seenIn.Length < table.Count)
            _seenIn = new long[table.Count];
    }

    /// <summary>Reads from the start of an object to its end.</summary>
    public RejectReason Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload, bool isInArray)
    {
        _object++;
        FieldTable table = _table;
        int firstField = buffer.FieldCount;
        int expected = 0;
        int eventIndex = -1;
        long? timestamp = null;
        long sequence = -1;
        (bool hasTimestamp, bool hasSequence) = (false, false);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            int nameOffset = (int)reader.TokenStartIndex + 1;
            int nameLength = name.Length;
            if (reader.ValueIsEscaped && !TryUnescapeName(ref name))
                return RejectReason.InvalidUtf8;

            // Fields come in the order of the profile most of the time.
            FieldProfile? field = null;
            if (expected < table.Count && name.SequenceEqual(table[expected].NameBytes))
            {
                field = table[expected];
            }
            else if (name.SequenceEqual("ts"u8))
            {
                if (hasTimestamp)
                    return RejectReason.DuplicateKey;
                hasTimestamp = true;
                reader.Read();
                if (reader.TokenType != JsonTokenType.Null)
                    timestamp = PayloadClock.Read(reader.TokenType, reader.ValueSpan);
            }
            else if (name.SequenceEqual("seq"u8))
            {
                if (hasSequence)
                    return RejectReason.DuplicateKey;
                hasSequence = true;
                reader.Read();
                sequence = ReadSequence(reader);
            }
            else if (!table.TryFind(name, out field))
            {
                if (_faults.UnknownField++ == 0)
                    UnknownField = nameOffset..(nameOffset + nameLength);
                reader.Read();
            }

            RejectReason reason = RejectReason.None;
            if (field is not null)
            {
                expected = field.Index + 1;
                if (_seenIn[field.Index] == _object)
                    return RejectReason.DuplicateKey;
                _seenIn[field.Index] = _object;
                reader.Read();
                reason = ReadField(ref reader, payload, field, ref eventIndex);
            }
            else if (reader.TokenType is JsonTokenType.String or JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                reason = StrictJson.SkipValue(ref reader);
            }

            if (reason != RejectReason.None)
                return reason;
        }

        return Complete(firstField, timestamp, sequence, eventIndex, isInArray);
    }

    private RejectReason Complete(int firstField, long? timestamp, long sequence, int eventIndex, bool isInArray)
    {
        if (isInArray && timestamp is null)
            return RejectReason.MissingTimestamp;
        if (_eventNames is not null && eventIndex < 0)
        {
            buffer.TrimFields(firstField);
            if (!isInArray)
                return _seenIn[0] == _object ? RejectReason.UnknownEvent : RejectReason.MissingEvent;
            _faults.UnknownEvent++;
            return RejectReason.None;
        }

        int count = buffer.FieldCount - firstField;
        if (count == 0)
        {
            if (!isInArray)
                return RejectReason.EmptyReading;
            _faults.EmptySample++;
            return RejectReason.None;
        }

        (long timestampMs, TimestampSource source, Quality quality) = clock.Judge(timestamp, _receivedAtMs);
        if (quality == Quality.Suspect)
            _faults.SuspectTime++;
        buffer.Add(new DecodedSample
        {
            TimestampMs = timestampMs,
            TimestampSource = source,
            Quality = quality,
            Sequence = sequence,
            FirstField = firstField,
            FieldCount = count,
            EventIndex = eventIndex,
        });
        return RejectReason.None;
    }

    private RejectReason ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload, FieldProfile field, ref int eventIndex)
    {
        int offset = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when field.Type == FieldType.Number:
                AddNumber(field, reader.ValueSpan, offset);
                return RejectReason.None;
            case JsonTokenType.True or JsonTokenType.False when field.Type == FieldType.Boolean:
                buffer.Add(new DecodedField { FieldIndex = field.Index, Type = FieldType.Boolean, Number = reader.TokenType == JsonTokenType.True ? 1 : 0 });
                return RejectReason.None;
            case JsonTokenType.String when field.Type == FieldType.Text:
                return AddText(reader, payload, field, offset + 1, ref eventIndex);
            case JsonTokenType.Null:
                // As good as not there: senders without a value write it.
                return RejectReason.None;
            case JsonTokenType.String when field.Type == FieldType.Number && BareLiterals.LengthAt(payload[offset..]) > 0:
                _faults.NotFinite++;
                return RejectReason.None;
            default:
                _faults.WrongType++;
                return StrictJson.SkipValue(ref reader);
        }
    }

    private void AddNumber(FieldProfile field, ReadOnlySpan<byte> text, int offset)
    {
        double number = JsonNumber.Parse(text);
        if (!double.IsFinite(number))
        {
            _faults.NotFinite++;
            return;
        }

        bool isBad = number < field.PhysicalMinimum || number > field.PhysicalMaximum;
        if (isBad)
            _faults.OutOfRange++;
        buffer.Add(new DecodedField
        {
            FieldIndex = field.Index,
            Type = FieldType.Number,
            Number = number,
            TextOffset = offset,
            TextLength = text.Length <= PayloadDecoder.MaximumNumberText ? text.Length : 0,
            Quality = isBad ? Quality.Bad : Quality.Good,
        });
    }

    private RejectReason AddText(in Utf8JsonReader reader, ReadOnlySpan<byte> payload, FieldProfile field, int offset, ref int eventIndex)
    {
        ReadOnlySpan<byte> raw = payload.Slice(offset, reader.ValueSpan.Length);
        ReadOnlySpan<byte> text = raw;
        if (reader.ValueIsEscaped)
        {
            if (!JsonText.AreSurrogatesPaired(raw))
                return RejectReason.InvalidUtf8;
            OperationStatus status = JsonText.TryUnescape(raw, _text, out int written);
            text = status == OperationStatus.Done ? _text.AsSpan(0, written) : raw;
        }

        // A NUL ends a text in too many places to be let through.
        if (text.Length > maximumTextBytes || text.Contains((byte)0))
        {
            _faults.WrongType++;
            return RejectReason.None;
        }

        if (_eventNames is not null && field.Index == 0)
        {
            eventIndex = FindEvent(text);
            if (eventIndex < 0)
                return RejectReason.None;
        }

        buffer.Add(new DecodedField
        {
            FieldIndex = field.Index,
            Type = FieldType.Text,
            TextOffset = offset,
            TextLength = raw.Length,
            IsTextEscaped = reader.ValueIsEscaped,
        });
        return RejectReason.None;
    }

    private long ReadSequence(in Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && JsonNumber.TryParseInteger(reader.ValueSpan, out long sequence) && sequence >= 0)
            return sequence;
        if (reader.TokenType != JsonTokenType.Null)
            _faults.WrongType++;
        return -1;
    }

    private int FindEvent(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < _eventNames!.Length; i++)
        {
            if (text.SequenceEqual(_eventNames[i]))
                return i;
        }

        return -1;
    }

    private bool TryUnescapeName(ref ReadOnlySpan<byte> name)
    {
        if (!JsonText.AreSurrogatesPaired(name))
            return false;

        // A name that does not fit is longer than any known one.
        if (JsonText.TryUnescape(name, _text, out int written) == OperationStatus.Done)
            name = _text.AsSpan(0, written);
        return true;
    }
}
