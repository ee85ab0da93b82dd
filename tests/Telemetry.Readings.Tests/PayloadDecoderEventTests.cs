using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests;

public sealed class PayloadDecoderEventTests
{
    private const long ReceivedAt = 1_763_700_000_200;
    private readonly Device _device = TestCity.Good().FindDevice("cam-01")!;
    private readonly PayloadDecoder _decoder = new();

    [Fact]
    public void DecodeEvents_KnownEvent_HasItsIndexAndAttributes()
    {
        byte[] payload = """{"ts":1763700000123,"confidence":0.93,"event":"in\u002dwater","zone":"深水 \"A\""}"""u8.ToArray();

        Assert.Equal(RejectReason.None, _decoder.DecodeEvents(_device, payload, ReceivedAt));

        Assert.Equal(2, _decoder.Samples[0].EventIndex);
        Assert.Equal([2, 0, 1], _decoder.Fields.ToArray().Select(f => f.FieldIndex));
        Assert.Equal("in-water", Text(_decoder.Fields[1], payload));
        Assert.Equal("深水 \"A\"", Text(_decoder.Fields[2], payload));
        Assert.Equal(0.93, _decoder.Fields[0].Number);
    }

    [Theory]
    [InlineData("""{"zone":"a"}""", RejectReason.MissingEvent)]
    [InlineData("""{}""", RejectReason.MissingEvent)]
    [InlineData("""{"event":"party"}""", RejectReason.UnknownEvent)]
    [InlineData("""{"event":"Intrusion"}""", RejectReason.UnknownEvent)]
    [InlineData("""{"event":""}""", RejectReason.UnknownEvent)]
    [InlineData("""{"event":null}""", RejectReason.UnknownEvent)]
    [InlineData("""{"event":5}""", RejectReason.UnknownEvent)]
    [InlineData("""{"event":["intrusion"]}""", RejectReason.UnknownEvent)]
    [InlineData("""{"event":"intrusion","event":"cleared"}""", RejectReason.DuplicateKey)]
    [InlineData("""[{"event":"intrusion"}]""", RejectReason.MissingTimestamp)]
    [InlineData("""[{"ts":1763700000123,"event":"party"}]""", RejectReason.UnknownEvent)]
    [InlineData("""[]""", RejectReason.EmptyReading)]
    public void DecodeEvents_NotAnEvent_IsRejected(string payload, RejectReason expected)
    {
        Assert.Equal(expected, _decoder.DecodeEvents(_device, Encoding.UTF8.GetBytes(payload), ReceivedAt));

        Assert.True(_decoder.Samples.IsEmpty);
        Assert.True(_decoder.Fields.IsEmpty);
    }

    [Fact]
    public void DecodeEvents_AloneWithoutAttributes_IsTaken()
    {
        Assert.Equal(RejectReason.None, _decoder.DecodeEvents(_device, """{"event":"cleared"}"""u8, ReceivedAt));

        Assert.Equal((3, 1), (_decoder.Samples[0].EventIndex, _decoder.Samples[0].FieldCount));
    }

    [Fact]
    public void DecodeEvents_ImplausibleTime_IsNeverAReasonToReject()
    {
        Assert.Equal(RejectReason.None, _decoder.DecodeEvents(_device, """{"ts":5,"event":"intrusion"}"""u8, ReceivedAt));

        Assert.Equal((ReceivedAt, Quality.Suspect), (_decoder.Samples[0].TimestampMs, _decoder.Samples[0].Quality));
    }

    [Fact]
    public void DecodeEvents_UnknownOneInAnArray_DoesNotSilenceTheOthers()
    {
        byte[] payload = """[{"ts":1763700000001,"event":"party","zone":"a"},{"ts":1763700000002,"event":"intrusion"},{"ts":1763700000003,"zone":"b"}]"""u8.ToArray();

        Assert.Equal(RejectReason.None, _decoder.DecodeEvents(_device, payload, ReceivedAt));

        Assert.Equal(1763700000002, Assert.Single(_decoder.Samples.ToArray()).TimestampMs);
        Assert.Equal((0, 1), (_decoder.Samples[0].FirstField, _decoder.Fields.Length));
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.UnknownEvent] = 2 }, _decoder.MessageFaults);
    }

    [Fact]
    public void DecodeEvents_KindWithoutEvents_KnowsNone()
    {
        string system = """
            system: water-safety
            title: { zh: x, en: x }
            kinds:
              camera: { title: { zh: x, en: x }, interval: 1m, fields: { a: { unit: m, title: { zh: x, en: x } } } }
            """;
        Device device = TestCity.Good(system).Devices[0];

        Assert.Equal(RejectReason.UnknownEvent, _decoder.DecodeEvents(device, """{"event":"intrusion"}"""u8, ReceivedAt));
        Assert.Equal(RejectReason.None, _decoder.DecodeReadings(device, """{"a":1}"""u8, ReceivedAt));
    }

    private static string Text(in DecodedField field, ReadOnlySpan<byte> payload)
    {
        Span<byte> text = new byte[256];
        return Encoding.UTF8.GetString(text[..PayloadDecoder.CopyText(field, payload, text)]);
    }
}
