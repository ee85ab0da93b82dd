using System.Text.Json;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Json;

namespace Telemetry.Readings.Codecs.Senml;

/// <summary>
/// Decodes a pack of SenML JSON (RFC 8428):
/// <code>
/// [{"bn":"urn:dev:hs-0001:","bt":1763700000.123,"n":"temperature","u":"Cel","v":21.5},{"n":"pressure","u":"Pa","v":820000}]
/// </code>
/// Records of one time become one sample. One pack is all or nothing where it breaks the RFC; a value that the profile
/// cannot take is dropped and counted, its neighbours stay.
/// </summary>
internal sealed class SenmlDecoder(SampleBuffer buffer, SampleBuilder builder)
{
    private readonly SenmlResolver _resolver = new(builder);
    private long[] _times = new long[64];

    public RejectReason Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload, Device device)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return RejectReason.InvalidSenml;
        _resolver.BeginPack(device);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                return RejectReason.InvalidSenml;
            var record = default(SenmlRecord);
            RejectReason reason = ReadRecord(ref reader, ref record);
            if (reason == RejectReason.None)
                reason = Take(record, payload);
            if (reason != RejectReason.None)
                return reason;
        }

        return Group();
    }

    private RejectReason ReadRecord(ref Utf8JsonReader reader, ref SenmlRecord record)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            if (reader.ValueIsEscaped && !builder.TryUnescapeName(ref name))
                return RejectReason.InvalidUtf8;
            SenmlLabel label = SenmlLabels.Find(name);
            if (label == SenmlLabel.Unknown)
            {
                if (name.EndsWith("_"u8))
                    return RejectReason.MustUnderstand;
            }
            else if ((record.Seen & (1u << (int)label)) != 0)
            {
                return RejectReason.DuplicateKey;
            }

            record.Seen |= 1u << (int)label;
            reader.Read();
            RejectReason reason = ReadLabel(ref reader, label, ref record);
            if (reason == RejectReason.None && reader.TokenType is JsonTokenType.String or JsonTokenType.StartObject or JsonTokenType.StartArray)
                reason = StrictJson.SkipValue(ref reader, StrictJson.MaximumDepth);
            if (reason != RejectReason.None)
                return reason;
        }

        return RejectReason.None;
    }

    private static RejectReason ReadLabel(ref Utf8JsonReader reader, SenmlLabel label, ref SenmlRecord record)
    {
        double number;
        bool isText = reader.TokenType == JsonTokenType.String;
        switch (label)
        {
            case SenmlLabel.BaseName:
                record.BaseName = Here(reader);
                return isText ? RejectReason.None : RejectReason.InvalidSenml;
            case SenmlLabel.BaseUnit:
                record.BaseUnit = Here(reader);
                return isText ? RejectReason.None : RejectReason.InvalidSenml;
            case SenmlLabel.Name:
                record.Name = Here(reader);
                return isText ? RejectReason.None : RejectReason.InvalidSenml;
            case SenmlLabel.Unit:
                record.Unit = Here(reader);
                return isText ? RejectReason.None : RejectReason.InvalidSenml;
            case SenmlLabel.BaseTime:
                record.BaseTime = number = NumberAt(reader);
                break;
            case SenmlLabel.BaseValue:
                record.BaseValue = number = NumberAt(reader);
                break;
            case SenmlLabel.BaseSum:
                record.BaseSum = number = NumberAt(reader);
                break;
            case SenmlLabel.Time:
                record.Time = number = NumberAt(reader);
                break;
            case SenmlLabel.UpdateTime:
                number = NumberAt(reader);
                break;
            case SenmlLabel.BaseVersion:
                number = NumberAt(reader);
                return number > SenmlResolver.Version ? RejectReason.UnsupportedVersion
                    : number >= 1 && number == Math.Floor(number) ? RejectReason.None
                    : RejectReason.InvalidSenml;
            case SenmlLabel.Value:
                record.Value = Here(reader);
                return RejectReason.None;
            case SenmlLabel.Text:
                record.Text = Here(reader);
                return RejectReason.None;
            case SenmlLabel.Flag:
                record.Flag = Here(reader);
                return RejectReason.None;
            case SenmlLabel.Data:
                record.Data = Here(reader);
                return RejectReason.None;
            case SenmlLabel.Sum:
                record.Sum = Here(reader);
                return RejectReason.None;
            default:
                return RejectReason.None;
        }

        return double.IsFinite(number) ? RejectReason.None : RejectReason.InvalidSenml;
    }

    private static double NumberAt(in Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number ? JsonNumber.Parse(reader.ValueSpan) : double.NaN;

    private static FlatValue Here(in Utf8JsonReader reader)
    {
        int quote = reader.TokenType == JsonTokenType.String ? 1 : 0;
        return new FlatValue(reader.TokenType, (int)reader.TokenStartIndex + quote, reader.ValueSpan.Length, reader.ValueIsEscaped);
    }

    private RejectReason Take(in SenmlRecord record, ReadOnlySpan<byte> payload)
    {
        int before = buffer.FieldCount;
        RejectReason reason = _resolver.Resolve(record, payload, out long timeKey);
        if (_times.Length < buffer.FieldCount)
            Array.Resize(ref _times, Math.Max(buffer.FieldCount, _times.Length * 2));
        _times.AsSpan(before, buffer.FieldCount - before).Fill(timeKey);
        return reason;
    }

    /// <summary>Puts fields of one time beside each other, and makes a sample of each time.</summary>
    private RejectReason Group()
    {
        Span<DecodedField> fields = buffer.Fields;
        Span<long> times = _times.AsSpan(0, fields.Length);
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] < times[i - 1])
            {
                times.Sort(fields);
                break;
            }
        }

        for (int first = 0, next; first < times.Length; first = next)
        {
            builder.BeginSample();
            int eventIndex = -1;
            for (next = first; next < times.Length && times[next] == times[first]; next++)
            {
                FieldProfile field = builder.Table[fields[next].FieldIndex];
                if (!builder.TryClaim(field))
                    return RejectReason.DuplicateKey;
                if (builder.IsEvent && field.Index == 0)
                    eventIndex = (int)fields[next].Number;
            }

            if (builder.IsEvent && eventIndex < 0)
                builder.Faults.Count(DeviceFault.UnknownEvent);
            else
                builder.Add(first, next - first, _resolver.TimestampOf(times[first]), -1, eventIndex, SenmlResolver.IsRelative(times[first]));
        }

        if (!buffer.Samples.IsEmpty)
            return RejectReason.None;
        return !builder.IsEvent ? RejectReason.EmptyReading : _resolver.SawUnknownEvent ? RejectReason.UnknownEvent : RejectReason.MissingEvent;
    }
}
