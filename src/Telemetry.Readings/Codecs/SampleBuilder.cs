using System.Buffers;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Json;

namespace Telemetry.Readings.Codecs;

/// <summary>What all codecs share: values are checked against the profile and become fields, fields become samples.</summary>
internal sealed class SampleBuilder(SampleBuffer buffer, PayloadClock clock, int maximumTextBytes)
{
    private readonly byte[] _text = new byte[Math.Max(maximumTextBytes, Inventory.Loading.Names.MaximumFieldName)];
    private byte[][]? _eventNames;
    private int _firstField;
    private int _eventIndex;
    private DeviceFaultCounts _faults;

    // The number of the sample in which a field was last seen: tells a repeated one without clearing anything.
    private long[] _seenIn = [];
    private long _sample;

    public ref DeviceFaultCounts Faults => ref _faults;

    public FieldTable Table { get; private set; } = FieldTable.Empty;

    /// <summary>How many fields the message has so far.</summary>
    public int FieldCount => buffer.FieldCount;

    public long ReceivedAtMs { get; private set; }

    public bool IsEvent => _eventNames is not null;

    /// <summary>The name of the first unknown field of the message, in the payload.</summary>
    public Range UnknownField { get; private set; }

    public void BeginMessage(FieldTable table, byte[][]? eventNames, long receivedAtMs)
    {
        Table = table;
        _eventNames = eventNames;
        ReceivedAtMs = receivedAtMs;
        _faults = default;
        UnknownField = default;
        if (_seenIn.Length < table.Count)
            _seenIn = new long[table.Count];
    }

    public void BeginSample()
    {
        _sample++;
        _firstField = buffer.FieldCount;
        _eventIndex = -1;
    }

    /// <summary>False when the sample has the field already: which value is true cannot be told.</summary>
    public bool TryClaim(FieldProfile field)
    {
        ref long seenIn = ref _seenIn[field.Index];
        bool isNew = seenIn != _sample;
        seenIn = _sample;
        return isNew;
    }

    public void CountUnknown(int nameOffset, int nameLength)
    {
        if (_faults[DeviceFault.UnknownField] == 0)
            UnknownField = nameOffset..(nameOffset + nameLength);
        _faults.Count(DeviceFault.UnknownField);
    }

    /// <summary>Adds a number as the payload has it.</summary>
    public void AddNumber(FieldProfile field, ReadOnlySpan<byte> text, int offset) =>
        AddNumber(field, JsonNumber.Parse(text), offset, text.Length <= PayloadDecoder.MaximumNumberText ? text.Length : 0);

    /// <summary>Adds a number; without a text it is one that the payload does not have in this form.</summary>
    public void AddNumber(FieldProfile field, double number, int textOffset = 0, int textLength = 0)
    {
        if (!double.IsFinite(number))
        {
            _faults.Count(DeviceFault.NotFinite);
            return;
        }

        bool isBad = number < field.PhysicalMinimum || number > field.PhysicalMaximum;
        if (isBad)
            _faults.Count(DeviceFault.OutOfRange);
        buffer.Add(new DecodedField
        {
            FieldIndex = field.Index,
            Type = FieldType.Number,
            Number = number,
            TextOffset = textOffset,
            TextLength = textLength,
            Quality = isBad ? Quality.Bad : Quality.Good,
        });
    }

    public void AddBoolean(FieldProfile field, bool value) =>
        buffer.Add(new DecodedField { FieldIndex = field.Index, Type = FieldType.Boolean, Number = value ? 1 : 0 });

    /// <summary>Adds a text that lies in the payload.</summary>
    /// <param name="field">A text field.</param>
    /// <param name="raw">What stands between the quotes.</param>
    /// <param name="isEscaped">Whether it holds escapes.</param>
    /// <param name="offset">Where it begins in the payload.</param>
    public RejectReason AddText(FieldProfile field, ReadOnlySpan<byte> raw, bool isEscaped, int offset)
    {
        ReadOnlySpan<byte> text = raw;
        if (isEscaped)
        {
            if (!JsonText.AreSurrogatesPaired(raw))
                return RejectReason.InvalidUtf8;
            text = JsonText.TryUnescape(raw, _text, out int written) == OperationStatus.Done ? _text.AsSpan(0, written) : raw;
        }

        // A NUL ends a text in too many places to be let through.
        if (text.Length > maximumTextBytes || text.Contains((byte)0))
        {
            _faults.Count(DeviceFault.WrongType);
            return RejectReason.None;
        }

        bool isEventName = IsEventName(field);
        if (isEventName ? !TrySetEvent(text) : !MaySay(field, text))
            return RejectReason.None;
        buffer.Add(new DecodedField
        {
            FieldIndex = field.Index,
            Type = FieldType.Text,
            Number = isEventName ? _eventIndex : 0,
            TextOffset = offset,
            TextLength = raw.Length,
            IsTextEscaped = isEscaped,
        });
        return RejectReason.None;
    }

    /// <summary>Adds a text that is not in the payload but stands for something that is.</summary>
    public void AddMappedText(FieldProfile field, byte[] text)
    {
        bool isEventName = IsEventName(field);
        if (isEventName ? TrySetEvent(text) : MaySay(field, text))
            buffer.Add(new DecodedField { FieldIndex = field.Index, Type = FieldType.Text, Number = isEventName ? _eventIndex : 0, MappedText = text });
    }

    /// <summary>Makes a sample of the fields since <see cref="BeginSample"/>.</summary>
    public RejectReason Complete(long? timestamp, long sequence, bool isInArray)
    {
        if (isInArray && timestamp is null)
            return RejectReason.MissingTimestamp;
        if (_eventNames is not null && _eventIndex < 0)
        {
            buffer.TrimFields(_firstField);
            if (!isInArray)
                return _seenIn[0] == _sample ? RejectReason.UnknownEvent : RejectReason.MissingEvent;
            _faults.Count(DeviceFault.UnknownEvent);
            return RejectReason.None;
        }

        int count = buffer.FieldCount - _firstField;
        if (count == 0)
        {
            if (!isInArray)
                return RejectReason.EmptyReading;
            _faults.Count(DeviceFault.EmptySample);
            return RejectReason.None;
        }

        Add(_firstField, count, timestamp, sequence, _eventIndex, isRelative: false);
        return RejectReason.None;
    }

    /// <summary>Adds a sample of fields that are in the buffer.</summary>
    /// <param name="firstField">The first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="timestamp">What the device said, in Unix milliseconds; null when it said nothing.</param>
    /// <param name="sequence">Its sequence number; -1 without.</param>
    /// <param name="eventIndex">Which event; -1 for readings.</param>
    /// <param name="isRelative">True when the device said how long ago, which its clock has no part in.</param>
    public void Add(int firstField, int count, long? timestamp, long sequence, int eventIndex, bool isRelative)
    {
        (long timestampMs, TimestampSource source, Quality quality) = clock.Judge(timestamp, ReceivedAtMs);
        if (quality == Quality.Suspect)
            _faults.Count(DeviceFault.SuspectTime);
        buffer.Add(new DecodedSample
        {
            TimestampMs = timestampMs,
            TimestampSource = isRelative ? TimestampSource.Receipt : source,
            DeviceTimestampMs = isRelative ? long.MinValue : timestamp ?? long.MinValue,
            Quality = quality,
            Sequence = sequence,
            FirstField = firstField,
            FieldCount = count,
            EventIndex = eventIndex,
        });
    }

    /// <summary>Reads the whole number of a <c>seq</c>; -1 when it is none.</summary>
    public long ReadSequence(System.Text.Json.JsonTokenType type, ReadOnlySpan<byte> text)
    {
        if (type == System.Text.Json.JsonTokenType.Number && JsonNumber.TryParseInteger(text, out long sequence) && sequence >= 0)
            return sequence;
        if (type != System.Text.Json.JsonTokenType.Null)
            _faults.Count(DeviceFault.WrongType);
        return -1;
    }

    /// <summary>Unescapes a name, until the next text is added; false for half a surrogate pair.</summary>
    public bool TryUnescapeName(ref ReadOnlySpan<byte> name)
    {
        if (!JsonText.AreSurrogatesPaired(name))
            return false;

        // A name that does not fit is longer than any known one.
        if (JsonText.TryUnescape(name, _text, out int written) == OperationStatus.Done)
            name = _text.AsSpan(0, written);
        return true;
    }

    private bool IsEventName(FieldProfile field) => _eventNames is not null && field.Index == 0;

    private bool MaySay(FieldProfile field, ReadOnlySpan<byte> text)
    {
        bool may = field.MaySay(text);
        if (!may)
            _faults.Count(DeviceFault.UnknownValue);
        return may;
    }

    private bool TrySetEvent(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < _eventNames!.Length; i++)
        {
            if (text.SequenceEqual(_eventNames[i]))
            {
                _eventIndex = i;
                return true;
            }
        }

        return false;
    }
}
