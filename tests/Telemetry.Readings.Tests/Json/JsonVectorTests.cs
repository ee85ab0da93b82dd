using Telemetry.Readings.Inventory;
using Telemetry.Readings.Tests.Codecs;

namespace Telemetry.Readings.Tests.Json;

/// <summary>What is JSON, what is not, and what becomes of what the standard leaves open.</summary>
public sealed class JsonVectorTests
{
    private const long ReceivedAt = 1_763_700_000_200;
    private static readonly City City = PlainCity.Good();
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
