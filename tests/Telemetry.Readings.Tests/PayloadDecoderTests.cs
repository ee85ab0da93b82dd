using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests;

public sealed class PayloadDecoderTests
{
    private const long ReceivedAt = 1_763_700_000_200;
    private readonly Device _device = TestCity.Good().FindDevice("cam-01")!;
    private readonly PayloadDecoder _decoder = new();

    [Fact]
    public void DecodeReadings_Object_GivesOneSample()
    {
        string payload = """{"ts":1763700000123,"seq":42,"temperature":21.50,"voltage":12,"armed":true,"mode":"night"}""";

        Assert.Equal(RejectReason.None, Readings(payload));

        Assert.Equal(
            [new DecodedSample { TimestampMs = 1763700000123, DeviceTimestampMs = 1763700000123, Sequence = 42, FieldCount = 4, EventIndex = -1 }],
            _decoder.Samples.ToArray());
        DecodedField[] fields = _decoder.Fields.ToArray();
        Assert.Equal([0, 1, 2, 3], fields.Select(f => f.FieldIndex));
        Assert.Equal([FieldType.Number, FieldType.Number, FieldType.Boolean, FieldType.Text], fields.Select(f => f.Type));
        Assert.Equal([21.5, 12, 1, 0], fields.Select(f => f.Number));
        Assert.Equal(["21.50", "12", "", "night"], fields.Select(f => payload.Substring(f.TextOffset, f.TextLength)));
        Assert.True(_decoder.MessageFaults.IsZero);
    }

    [Fact]
    public void DecodeReadings_FieldsInAnyOrder_AreFound()
    {
        Assert.Equal(RejectReason.None, Readings("""{"mode":"a","armed":false,"seq":1,"temperature":1,"ts":1763700000123}"""));

        Assert.Equal([3, 2, 0], _decoder.Fields.ToArray().Select(f => f.FieldIndex));
        Assert.False(_decoder.Fields[1].Boolean);
    }

    [Fact]
    public void DecodeReadings_EscapedNames_AreFound()
    {
        Assert.Equal(RejectReason.None, Readings("""{"\u0074s":1763700000123,"temp\u0065rature":1}"""));

        Assert.Equal((1763700000123, 0), (_decoder.Samples[0].TimestampMs, _decoder.Fields[0].FieldIndex));
    }

    [Fact]
    public void DecodeReadings_Array_GivesItsSamplesInOrder()
    {
        Assert.Equal(RejectReason.None, Readings("""[{"ts":1763700000100,"temperature":1,"voltage":2},{"ts":1763700000101,"voltage":3}] """));

        Assert.Equal([(1763700000100, 0, 2), (1763700000101, 2, 1)], _decoder.Samples.ToArray().Select(s => (s.TimestampMs, s.FirstField, s.FieldCount)));
        Assert.Equal([1.0, 2, 3], _decoder.Fields.ToArray().Select(f => f.Number));
    }

    [Fact]
    public void DecodeReadings_LargeArray_IsTakenWhole()
    {
        string payload = "[" + string.Join(',', Enumerable.Range(0, 5000).Select(i => $$"""{"ts":{{1763700000000 + i}},"voltage":{{i}}}""")) + "]";

        Assert.Equal(RejectReason.None, Readings(payload));

        Assert.Equal(5000, _decoder.Samples.Length);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (double)i), _decoder.Fields.ToArray().Select(f => f.Number));
    }

    [Theory]
    [InlineData("1763700000123", 1763700000123)]
    [InlineData("1763700000123.99", 1763700000123)]
    [InlineData("1.763700000123e12", 1763700000123)]
    [InlineData("\"2025-11-21T04:40:00.123Z\"", 1763700000123)]
    [InlineData("\"2025-11-21T12:40:00.1239+08:00\"", 1763700000123)]
    [InlineData("1577836800000", 1577836800000)]
    [InlineData("1763700300200", 1763700300200)]
    public void DecodeReadings_PlausibleTime_IsTheDevices(string ts, long expected)
    {
        Assert.Equal(RejectReason.None, Readings($$"""{"ts":{{ts}},"voltage":1}"""));

        Assert.Equal((expected, TimestampSource.Device, Quality.Good), Time(0));
        Assert.Equal(0, _decoder.MessageFaults[DeviceFault.SuspectTime]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1577836799999")]
    [InlineData("1763700300201")]
    [InlineData("9223372036854775807")]
    [InlineData("1e300")]
    [InlineData("1e999")]
    [InlineData("99999999999999999999999999")]
    [InlineData("NaN")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("\"\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("\"2262-04-11T23:47:16Z\"")]
    public void DecodeReadings_ImplausibleTime_BecomesReceiptAndSuspect(string ts)
    {
        Assert.Equal(RejectReason.None, Readings($$"""{"ts":{{ts}},"voltage":1}"""));

        Assert.Equal((ReceivedAt, TimestampSource.Receipt, Quality.Suspect), Time(0));
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.SuspectTime] = 1 }, _decoder.MessageFaults);
    }

    [Theory]
    [InlineData("""{"voltage":1}""")]
    [InlineData("""{"ts":null,"voltage":1}""")]
    public void DecodeReadings_WithoutTime_IsReceiptAndGood(string payload)
    {
        Assert.Equal(RejectReason.None, Readings(payload));

        Assert.Equal((ReceivedAt, TimestampSource.Receipt, Quality.Good), Time(0));
        Assert.Equal(-1, _decoder.Samples[0].Sequence);
    }

    [Fact]
    public void DecodeReadings_SeveralImplausibleTimesInOneArray_DoNotCollide()
    {
        Assert.Equal(RejectReason.None, Readings("""[{"ts":1,"voltage":1},{"ts":1763700000000,"voltage":2},{"ts":2,"voltage":3},{"ts":3,"voltage":4}]"""));

        Assert.Equal([ReceivedAt - 2, 1763700000000, ReceivedAt - 1, ReceivedAt], _decoder.Samples.ToArray().Select(s => s.TimestampMs));
    }

    [Theory]
    [InlineData("\"42\"")]
    [InlineData("42.5")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    [InlineData("[1,{}]")]
    public void DecodeReadings_SequenceThatIsNone_IsAFaultAndNoMore(string seq)
    {
        Assert.Equal(RejectReason.None, Readings($$"""{"seq":{{seq}},"voltage":1}"""));

        Assert.Equal(-1, _decoder.Samples[0].Sequence);
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.WrongType] = 1 }, _decoder.MessageFaults);
    }

    [Theory]
    [InlineData("\"temperature\":\"21\"")]
    [InlineData("\"temperature\":true")]
    [InlineData("\"temperature\":{\"value\":1}")]
    [InlineData("\"temperature\":[1,[2]]")]
    [InlineData("\"armed\":1")]
    [InlineData("\"armed\":\"true\"")]
    [InlineData("\"mode\":1")]
    [InlineData("\"mode\":\"a\\u0000b\"")]
    public void DecodeReadings_WrongType_DropsTheFieldOnly(string field)
    {
        Assert.Equal(RejectReason.None, Readings($$"""{{{field}},"voltage":1}"""));

        Assert.Equal(1, Assert.Single(_decoder.Fields.ToArray()).FieldIndex);
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.WrongType] = 1 }, _decoder.MessageFaults);
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1E400")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData(" -Infinity ")]
    public void DecodeReadings_NotFinite_DropsTheFieldOnly(string number)
    {
        Assert.Equal(RejectReason.None, Readings($$"""{"mode":"NaN: \"","temperature":{{number}},"voltage":12.5}"""));

        Assert.Equal([3, 1], _decoder.Fields.ToArray().Select(f => f.FieldIndex));
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.NotFinite] = 1 }, _decoder.MessageFaults);
        Assert.Equal(12.5, _decoder.Fields[1].Number);
    }

    [Theory]
    [InlineData("85", Quality.Good)]
    [InlineData("85.0001", Quality.Bad)]
    [InlineData("-40", Quality.Good)]
    [InlineData("-41", Quality.Bad)]
    public void DecodeReadings_OutsideThePhysicalRange_IsKeptAsBad(string number, Quality expected)
    {
        Assert.Equal(RejectReason.None, Readings($$"""{"temperature":{{number}},"voltage":1}"""));

        Assert.Equal([expected, Quality.Good], _decoder.Fields.ToArray().Select(f => f.Quality));
        Assert.Equal(expected == Quality.Bad ? 1 : 0, _decoder.MessageFaults[DeviceFault.OutOfRange]);
        Assert.Equal(Quality.Good, _decoder.Samples[0].Quality);
    }

    [Fact]
    public void DecodeReadings_NullField_IsAsGoodAsMissing()
    {
        Assert.Equal(RejectReason.None, Readings("""{"temperature":null,"voltage":1}"""));

        Assert.Equal(1, _decoder.Samples[0].FieldCount);
        Assert.True(_decoder.MessageFaults.IsZero);
    }

    [Fact]
    public void DecodeReadings_UnknownFields_AreIgnoredCountedAndReportedOncePerDevice()
    {
        string payload = """{"voltage":1,"humidity":{"a":["\u6c34",{}]},"volt\u0061ge2":"x"}""";
        Device other = TestCity.Good().FindDevice("gw-1")!;

        Assert.Equal(RejectReason.None, Readings(payload));
        Assert.Equal("humidity", payload[_decoder.UnknownFieldToReport]);
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.UnknownField] = 2 }, _decoder.MessageFaults);
        Readings(payload);
        Assert.Equal("", payload[_decoder.UnknownFieldToReport]);
        _decoder.DecodeReadings(other, Encoding.UTF8.GetBytes(payload), ReceivedAt);
        Assert.Equal("humidity", payload[_decoder.UnknownFieldToReport]);
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.UnknownField] = 6 }, _decoder.Faults);
    }

    [Fact]
    public void DecodeReadings_NumberWithALongText_IsForTheWriterToFormat()
    {
        string digits = new('1', PayloadDecoder.MaximumNumberText - 1);

        Assert.Equal(RejectReason.None, Readings($$"""{"temperature":0.{{digits}},"voltage":{{digits}}}"""));

        Assert.Equal([0, digits.Length], _decoder.Fields.ToArray().Select(f => f.TextLength));
        Assert.Equal(0.1111111111111111, _decoder.Fields[0].Number);
    }

    [Fact]
    public void DecodeReadings_NumberOfAMegabyte_IsReadInBounds()
    {
        var decoder = new PayloadDecoder(new PayloadOptions { MaximumBytes = 2 * 1024 * 1024 });
        byte[] payload = Encoding.UTF8.GetBytes($$"""{"voltage":{{new string('9', 1024 * 1024)}},"temperature":1}""");

        Assert.Equal(RejectReason.None, decoder.DecodeReadings(_device, payload, ReceivedAt));
        Assert.Equal(1, decoder.MessageFaults[DeviceFault.NotFinite]);
    }

    [Theory]
    [InlineData(256, false, true)]
    [InlineData(257, false, false)]
    [InlineData(256, true, true)]
    [InlineData(257, true, false)]
    public void DecodeReadings_Text_IsBoundedByWhatItUnescapesTo(int length, bool isEscaped, bool isKept)
    {
        string text = isEscaped ? string.Concat(Enumerable.Repeat("\\u0041", length)) : new string('A', length);
        byte[] payload = Encoding.UTF8.GetBytes($$"""{"mode":"{{text}}","voltage":1}""");

        Assert.Equal(RejectReason.None, _decoder.DecodeReadings(_device, payload, ReceivedAt));

        Assert.Equal(isKept ? 2 : 1, _decoder.Fields.Length);
        Assert.Equal(isKept ? 0 : 1, _decoder.MessageFaults[DeviceFault.WrongType]);
        if (isKept)
        {
            byte[] copy = new byte[256];
            Assert.Equal(length, PayloadDecoder.CopyText(_decoder.Fields[0], payload, copy));
            Assert.Equal(new string('A', length), Encoding.UTF8.GetString(copy));
        }
    }

    [Fact]
    public void CopyText_DestinationTooSmall_Throws()
    {
        byte[] payload = """{"mode":"a\nb"}"""u8.ToArray();
        _decoder.DecodeReadings(_device, payload, ReceivedAt);
        DecodedField field = _decoder.Fields[0];

        Assert.Throws<ArgumentException>(() => PayloadDecoder.CopyText(field, payload, new byte[2]));
    }

    [Fact]
    public void DecodeReadings_AfterARejectedMessage_HasNothingLeftOfIt()
    {
        Assert.Equal(RejectReason.MalformedJson, Readings("""{"temperature":1000,"humidity":1,"voltage":"""));

        Assert.Equal((0, 0), (_decoder.Samples.Length, _decoder.Fields.Length));
        Assert.True(_decoder.Faults.IsZero);
        Assert.Equal(RejectReason.None, Readings("""{"voltage":1}"""));
        Assert.Equal(1, _decoder.Fields.Length);
    }

    [Fact]
    public void DecodeReadings_GoodMessages_AllocateNothing()
    {
        byte[] payload = """{"ts":1763700000123,"seq":42,"temperature":121.5,"voltage":12.25,"mode":"n\u00e4ht","x":[1,2],"armed":true}"""u8.ToArray();
        _decoder.DecodeReadings(_device, payload, ReceivedAt);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            _decoder.DecodeReadings(_device, payload, ReceivedAt);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private (long TimestampMs, TimestampSource Source, Quality Quality) Time(int sample) =>
        (_decoder.Samples[sample].TimestampMs, _decoder.Samples[sample].TimestampSource, _decoder.Samples[sample].Quality);

    private RejectReason Readings(string payload) => _decoder.DecodeReadings(_device, Encoding.UTF8.GetBytes(payload), ReceivedAt);
}
