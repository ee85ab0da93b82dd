using System.Text.Json;
using Telemetry.Readings.Json;

namespace Telemetry.Readings.Codecs.Mapping;

/// <summary>
/// Decodes a foreign payload by the mapping of its kind. As strict as with ours where a value is taken; what the mapping
/// does not name is checked and passed over, and no fault: a vendor's payload has much that nobody here needs.
/// </summary>
internal sealed class MappedDecoder(SampleBuffer buffer, SampleBuilder builder)
{
    private readonly MappedValues _values = new(builder);
    private PayloadMapping _mapping = null!;
    private long? _timestamp;
    private long _sequence;

    // The pass in which a node was last met: tells a repeated key without clearing anything.
    private long[] _metIn = [];
    private long _pass;
    private long _passes;

    public RejectReason Read(ref Utf8JsonReader reader, PayloadMapping mapping)
    {
        _mapping = mapping;
        if (_metIn.Length < mapping.Nodes)
            _metIn = new long[mapping.Nodes];
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return RejectReason.NotAnObject;
        _pass = ++_passes;
        RejectReason reason = Walk(ref reader, mapping.Root);
        if (reason != RejectReason.None || !buffer.Samples.IsEmpty)
            return reason;
        return builder.Faults[DeviceFault.UnknownEvent] > 0 ? RejectReason.UnknownEvent : RejectReason.EmptyReading;
    }

    /// <summary>Reads the value the reader is at, to its end.</summary>
    private RejectReason Walk(ref Utf8JsonReader reader, MappingNode node)
    {
        if (node.IsSamples)
            return ReadSamples(ref reader);
        if (node.Children.Count > 0)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                return WalkObject(ref reader, node);
            if (reader.TokenType == JsonTokenType.StartArray)
                return WalkArray(ref reader, node);
        }

        if (node.IsTime && reader.TokenType != JsonTokenType.Null)
            _timestamp = MappedValues.ReadTime(reader.TokenType, reader.ValueSpan, _mapping.TimeFormat);
        if (node.IsSequence)
            _sequence = builder.ReadSequence(reader.TokenType, reader.ValueSpan);
        foreach (MappedField field in node.Fields)
        {
            RejectReason reason = _values.Add(reader, field);
            if (reason != RejectReason.None)
                return reason;
        }

        return StrictJson.SkipValue(ref reader, StrictJson.MaximumForeignDepth);
    }

    private RejectReason WalkObject(ref Utf8JsonReader reader, MappingNode node)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            if (reader.ValueIsEscaped && !builder.TryUnescapeName(ref name))
                return RejectReason.InvalidUtf8;
            MappingNode? child = node.Find(name);
            if (child is not null && !TryMeet(child))
                return RejectReason.DuplicateKey;
            reader.Read();
            RejectReason reason = child is null ? StrictJson.SkipValue(ref reader, StrictJson.MaximumForeignDepth) : Walk(ref reader, child);
            if (reason != RejectReason.None)
                return reason;
        }

        return RejectReason.None;
    }

    private RejectReason WalkArray(ref Utf8JsonReader reader, MappingNode node)
    {
        for (int element = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; element++)
        {
            RejectReason reason = node.FindElement(element) is { } child
                ? Walk(ref reader, child)
                : StrictJson.SkipValue(ref reader, StrictJson.MaximumForeignDepth);
            if (reason != RejectReason.None)
                return reason;
        }

        return RejectReason.None;
    }

    private RejectReason ReadSamples(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            return ReadSample(ref reader, isInArray: false);
        if (reader.TokenType != JsonTokenType.StartArray)
            return RejectReason.NotAnObject;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                return RejectReason.NotAnObject;
            RejectReason reason = ReadSample(ref reader, isInArray: true);
            if (reason != RejectReason.None)
                return reason;
        }

        return RejectReason.None;
    }

    private RejectReason ReadSample(ref Utf8JsonReader reader, bool isInArray)
    {
        long outer = _pass;
        _pass = ++_passes;
        builder.BeginSample();
        (_timestamp, _sequence) = (null, -1);
        RejectReason reason = Walk(ref reader, _mapping.Sample);
        _pass = outer;
        return reason == RejectReason.None ? builder.Complete(_timestamp, _sequence, isInArray) : reason;
    }

    private bool TryMeet(MappingNode node)
    {
        bool isNew = _metIn[node.Id] != _pass;
        _metIn[node.Id] = _pass;
        return isNew;
    }
}
