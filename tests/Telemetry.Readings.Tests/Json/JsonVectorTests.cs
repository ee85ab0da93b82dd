using Telemetry.Readings.Inventory;
using Telemetry.Readings.Tests.Codecs;

namespace Telemetry.Readings.Tests.Json;

/// <summary>What is JSON, what is not, and what becomes of what the standard leaves open.</summary>
public sealed class JsonVectorTests
{
    private const long ReceivedAt = 1_763_700_000_200;
    private static readonly City City = PlainCity.Good();

    private static readonly City Mapped = PlainCity.Good("""
            mapping:
              time: { at: /ts, format: unix-ms }
              sequence: /seq
              fields: { number: /number, flag: /flag, text: /text }
        """);

    private readonly PayloadDecoder _decoder = new();

    public static TheoryData<JsonVector> Vectors => [.. JsonVectors.All()];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Decode_Vector_IsAsStated(JsonVector vector)
    {
        RejectReason reason = _decoder.DecodeReadings(City.Devices[0], vector.Payload, ReceivedAt);

        Assert.Equal(vector.Reason, reason);
        Assert.Equal(vector.Reason != RejectReason.None, _decoder.Samples.IsEmpty);
        if (vector.Fault is { } fault)
            Assert.True(_decoder.MessageFaults[fault] > 0, _decoder.MessageFaults.ToString());
        else if (vector.Reason == RejectReason.None)
            Assert.True(_decoder.MessageFaults.IsZero, _decoder.MessageFaults.ToString());
    }

    /// <summary>Without those about what a mapping decides by itself: how deep, what is an object, what has to be there.</summary>
    public static TheoryData<JsonVector> VectorsOfEveryMapping => [.. JsonVectors.All().Where(v =>
        v.Reason is not (RejectReason.TooDeep or RejectReason.NotAnObject or RejectReason.MissingTimestamp or RejectReason.EmptyReading))];

    /// <summary>Objects that are no JSON, or no UTF-8.</summary>
    public static TheoryData<JsonVector> BrokenObjects => [.. JsonVectors.All().Where(v =>
        v.Reason is RejectReason.MalformedJson or RejectReason.InvalidUtf8 && v.Payload is [(byte)'{', ..])];

    [Theory]
    [MemberData(nameof(VectorsOfEveryMapping))]
    public void Decode_VectorThroughAMapping_IsNoLessStrict(JsonVector vector) =>
        Assert.Equal(vector.Reason, _decoder.DecodeReadings(Mapped.Devices[0], vector.Payload, ReceivedAt));

    [Theory]
    [MemberData(nameof(BrokenObjects))]
    public void Decode_BrokenObjectThatSenmlIgnores_IsNoLessStrict(JsonVector vector)
    {
        byte[] payload = [.. """[{"n":"number","v":1,"x":"""u8, .. vector.Payload, .. "}]"u8];

        Assert.Equal(vector.Reason, _decoder.DecodeReadings(City.Devices[0], payload, ReceivedAt, "application/senml+json"u8));
    }

    [Fact]
    public void Vectors_AreNamedByWhatTheyAre()
    {
        List<JsonVector> all = [.. JsonVectors.All()];

        Assert.True(all.Count >= 150, $"{all.Count}");
        Assert.Equal(all.Count, all.DistinctBy(v => v.Name).Count());
        Assert.All(all, v => Assert.True(v.Name[..2] switch
        {
            "y_" => v.Reason == RejectReason.None && v.Fault is null,
            "n_" => v.Reason != RejectReason.None,
            "i_" => true,
            _ => false,
        }));
    }

    [Fact]
    public void Decode_NumberOfAMegabyte_IsReadOnceAndKeptAsTheNumberItIs()
    {
        var decoder = new PayloadDecoder(new PayloadOptions { MaximumBytes = 2 << 20 });
        byte[] payload = [.. "{\"number\":0."u8, .. Enumerable.Repeat((byte)'5', 1 << 20), (byte)'}'];

        Assert.Equal(RejectReason.None, decoder.DecodeReadings(City.Devices[0], payload, ReceivedAt));

        Assert.Equal((5 / 9.0, 0), (Math.Round(decoder.Fields[0].Number, 12) == Math.Round(5 / 9.0, 12) ? 5 / 9.0 : decoder.Fields[0].Number, decoder.Fields[0].TextLength));
    }
}
