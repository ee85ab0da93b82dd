using System.Buffers;
using System.Text.Json;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Json;

namespace Telemetry.Readings.Codecs.Senml;

/// <summary>
/// Resolves a record (RFC 8428, section 4.6): base fields are added and stay in force until the next ones, the name finds
/// its field, the unit becomes the field's, the time becomes one.
/// </summary>
internal sealed class SenmlResolver(SampleBuilder builder)
{
    /// <summary>The version of SenML that is understood.</summary>
    public const int Version = 10;

    /// <summary>Times below this many seconds count from now (section 4.5.3).</summary>
    private const double RelativeBelow = 1 << 28;

    private const double FurthestMs = 1e15;

    private const int MaximumName = 256;

    private readonly byte[] _name = new byte[MaximumName];
    private int _baseNameLength;
    private FlatValue _baseUnit;
    private double _baseTime;
    private double _baseValue;
    private double _baseSum;
    private Device _device = null!;

    /// <summary>True when the pack names an event that the profile does not know.</summary>
    public bool SawUnknownEvent { get; private set; }

    public static bool IsRelative(long timeKey) => (timeKey & 1) != 0;

    public void BeginPack(Device device)
    {
        _device = device;
        _baseNameLength = 0;
        _baseUnit = default;
        (_baseTime, _baseValue, _baseSum) = (0, 0, 0);
        SawUnknownEvent = false;
    }

    /// <summary>The time in Unix milliseconds; null for "now".</summary>
    public long? TimestampOf(long timeKey) => timeKey == 1 ? null : (timeKey >> 1) + (IsRelative(timeKey) ? builder.ReceivedAtMs : 0);

    /// <summary>Adds the fields of a record.</summary>
    /// <param name="record">As it stands in the payload.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="timeKey">Twice its time in milliseconds, plus one when that counts from now.</param>
    public RejectReason Resolve(in SenmlRecord record, ReadOnlySpan<byte> payload, out long timeKey)
    {
        timeKey = 0;
        if (!TryTakeBase(record, payload))
            return RejectReason.InvalidUtf8;
        double seconds = _baseTime + record.Time;
        double milliseconds = Math.Clamp(Math.Round(seconds * 1000), -FurthestMs, FurthestMs);
        timeKey = ((long)milliseconds << 1) | (seconds < RelativeBelow ? 1L : 0);
        if (record.Values > 1)
            return RejectReason.InvalidSenml;
        if (record.Values == 0 && record.Sum.IsMissing)
        {
            if (!record.HasBase)
                builder.Faults.Count(DeviceFault.EmptySample);
            return RejectReason.None;
        }

        if (record.Values == 1 && record.Sum.IsMissing && FindPlain(record.Name, payload) is { } plain)
            return AddValue(plain, record, payload);

        int length = _baseNameLength;
        if (!record.Name.IsMissing && !TryAppend(record.Name, payload, ref length))
            return RejectReason.InvalidUtf8;
        if (length == 0)
            return RejectReason.InvalidSenml;
        RejectReason reason = RejectReason.None;
        if (record.Values == 1)
        {
            if (Find(_name.AsSpan(0, Math.Min(length, MaximumName))) is { } field)
                reason = AddValue(field, record, payload);
            else
                CountUnknown(record, payload);
        }

        if (!record.Sum.IsMissing && reason == RejectReason.None)
            AddSum(record, payload, length);
        return reason;
    }

    private bool TryTakeBase(in SenmlRecord record, ReadOnlySpan<byte> payload)
    {
        if (!record.BaseName.IsMissing)
        {
            _baseNameLength = 0;
            if (!TryAppend(record.BaseName, payload, ref _baseNameLength))
                return false;
        }

        if (!record.BaseUnit.IsMissing)
            _baseUnit = record.BaseUnit;
        _baseTime = record.BaseTime ?? _baseTime;
        _baseValue = record.BaseValue ?? _baseValue;
        _baseSum = record.BaseSum ?? _baseSum;
        return true;
    }

    /// <summary>Appends to the name; one that grows too long is like none that is known. False for half a surrogate pair.</summary>
    private bool TryAppend(in FlatValue value, ReadOnlySpan<byte> payload, ref int length)
    {
        OperationStatus status = JsonText.TryUnescape(value.Text(payload), _name.AsSpan(length), out int written);
        if (status == OperationStatus.DestinationTooSmall)
            _name.AsSpan(length).Fill((byte)'?');
        length = status == OperationStatus.DestinationTooSmall ? MaximumName : length + written;
        return status != OperationStatus.InvalidData;
    }

    /// <summary>The field whose name stands in the record as it is, behind a base name that ends: what most packs have.</summary>
    private FieldProfile? FindPlain(in FlatValue name, ReadOnlySpan<byte> payload) =>
        !name.IsMissing && !name.IsEscaped && (_baseNameLength == 0 || _name[_baseNameLength - 1] is (byte)':' or (byte)'/')
        && (builder.IsEvent || _device.Kind.Payload.SenmlNames is null)
        && builder.Table.TryFind(name.Text(payload), out FieldProfile? field) ? field : null;

    private FieldProfile? Find(ReadOnlySpan<byte> name)
    {
        Utf8Map<FieldProfile>? names = builder.IsEvent ? null : _device.Kind.Payload.SenmlNames;
        if (names?.Find(name) is { } named)
            return named;
        ReadOnlySpan<byte> id = _device.IdBytes;
        int at = name.IndexOf(id);
        int end = at + id.Length;
        if (at >= 0 && end < name.Length && (at == 0 || IsSeparator(name[at - 1])) && IsSeparator(name[end])
            && FindLocal(name[(end + 1)..], names) is { } behindId)
        {
            return behindId;
        }

        return FindLocal(name[(name.LastIndexOfAny(":/"u8) + 1)..], names);
    }

    private FieldProfile? FindLocal(ReadOnlySpan<byte> name, Utf8Map<FieldProfile>? names) =>
        names?.Find(name) ?? (builder.Table.TryFind(name, out FieldProfile? field) ? field : null);

    private static bool IsSeparator(byte c) => c is (byte)':' or (byte)'/' or (byte)'_' or (byte)'.';

    private void CountUnknown(in SenmlRecord record, ReadOnlySpan<byte> payload)
    {
        // A record without a name of its own is called as its base.
        FlatValue told = record.Name.Text(payload).IsEmpty ? record.BaseName : record.Name;
        builder.CountUnknown(told.Offset, told.Length);
    }

    private RejectReason AddValue(FieldProfile field, in SenmlRecord record, ReadOnlySpan<byte> payload)
    {
        if (record.Value.Type == JsonTokenType.Number && field.Type == FieldType.Number)
            AddNumber(field, record, record.Value, payload, _baseValue, isSum: false);
        else if (record.Flag.Type is JsonTokenType.True or JsonTokenType.False && field.Type == FieldType.Boolean)
            builder.AddBoolean(field, record.Flag.Type == JsonTokenType.True);
        else if (record.Text.Type == JsonTokenType.String && field.Type == FieldType.Text)
            return AddText(field, record.Text, payload);
        else if (record.Data.Type == JsonTokenType.String && field.Type == FieldType.Text)
            return AddText(field, record.Data, payload);
        else if (record.Value.Type == JsonTokenType.String && BareLiterals.LengthAt(payload[(record.Value.Offset - 1)..]) > 0)
            builder.Faults.Count(DeviceFault.NotFinite);
        else
            builder.Faults.Count(DeviceFault.WrongType);
        return RejectReason.None;
    }

    private RejectReason AddText(FieldProfile field, in FlatValue text, ReadOnlySpan<byte> payload)
    {
        int before = builder.FieldCount;
        RejectReason reason = builder.AddText(field, text.Text(payload), text.IsEscaped, text.Offset);
        if (reason == RejectReason.None && builder.FieldCount == before && builder.IsEvent && field.Index == 0)
            SawUnknownEvent = true;
        return reason;
    }

    private void AddSum(in SenmlRecord record, ReadOnlySpan<byte> payload, int nameLength)
    {
        int length = nameLength;
        if ("_sum"u8.TryCopyTo(_name.AsSpan(length)))
            length += "_sum"u8.Length;
        if (Find(_name.AsSpan(0, length)) is not { } field)
            CountUnknown(record, payload);
        else if (record.Sum.Type == JsonTokenType.Number && field.Type == FieldType.Number)
            AddNumber(field, record, record.Sum, payload, _baseSum, isSum: true);
        else
            builder.Faults.Count(DeviceFault.WrongType);
    }

    private void AddNumber(FieldProfile field, in SenmlRecord record, in FlatValue value, ReadOnlySpan<byte> payload, double toAdd, bool isSum)
    {
        ReadOnlySpan<byte> name = (record.Unit.IsMissing ? _baseUnit : record.Unit).Text(payload);
        if (!TryConvert(field, name, isSum, out FieldUnit? from))
            builder.Faults.Count(DeviceFault.WrongUnit);
        else if (from is null && toAdd == 0)
            builder.AddNumber(field, value.Text(payload), value.Offset);
        else
        {
            double number = JsonNumber.Parse(value.Text(payload)) + toAdd;
            builder.AddNumber(field, from is null ? number : from.To(field.KnownUnit!, number));
        }
    }

    /// <summary>False for a unit that cannot become the field's; <paramref name="from"/> is null when it already is.</summary>
    private static bool TryConvert(FieldProfile field, ReadOnlySpan<byte> name, bool isSum, out FieldUnit? from)
    {
        from = null;
        if (name.IsEmpty || (!isSum && name.SequenceEqual(field.UnitBytes)))
            return true;
        from = FieldUnits.Find(name);
        if (isSum && from is not null)
            from = from.OverSeconds();
        if (from is null || field.KnownUnit is not { } to || from.Quantity != to.Quantity)
            return false;
        if (from.IsSameAs(to))
            from = null;
        return true;
    }
}
