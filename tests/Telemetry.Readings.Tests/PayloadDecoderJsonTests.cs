using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests;

/// <summary>What is JSON and what is not, and what nobody can foresee.</summary>
public sealed class PayloadDecoderJsonTests
{
    private const long ReceivedAt = 1_763_700_000_200;
    private readonly Device _device = TestCity.Good().FindDevice("cam-01")!;
    private readonly PayloadDecoder _decoder = new();

    [Theory]
    [InlineData("", RejectReason.EmptyPayload)]
    [InlineData(" \r\n\t", RejectReason.EmptyPayload)]
    [InlineData("\uFEFF{\"voltage\":1}", RejectReason.ByteOrderMark)]
    [InlineData("{", RejectReason.MalformedJson)]
    [InlineData("}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":1,}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":1", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\" 1}", RejectReason.MalformedJson)]
    [InlineData("{'voltage':1}", RejectReason.MalformedJson)]
    [InlineData("{voltage:1}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":01}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":+1}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":.5}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":1.}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":-}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":1e}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":0x10}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":nan}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":NaN1}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":True}", RejectReason.MalformedJson)]
    [InlineData("{\"mode\":\"a\nb\"}", RejectReason.MalformedJson)]
    [InlineData("{\"mode\":\"\\x\"}", RejectReason.MalformedJson)]
    [InlineData("{\"mode\":\"\\u12\"}", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":1}/**/", RejectReason.TrailingBytes)]
    [InlineData("/**/{\"voltage\":1}", RejectReason.MalformedJson)]
    [InlineData("[{\"ts\":1763700000000,\"voltage\":1},]", RejectReason.MalformedJson)]
    [InlineData("{\"voltage\":1}}", RejectReason.TrailingBytes)]
    [InlineData("{\"voltage\":1} {\"voltage\":2}", RejectReason.TrailingBytes)]
    [InlineData("{\"voltage\":1}\0", RejectReason.TrailingBytes)]
    [InlineData("5", RejectReason.NotAnObject)]
    [InlineData("null", RejectReason.NotAnObject)]
    [InlineData("\"{}\"", RejectReason.NotAnObject)]
    [InlineData("[5]", RejectReason.NotAnObject)]
    [InlineData("[[{\"voltage\":1}]]", RejectReason.NotAnObject)]
    [InlineData("NaN", RejectReason.MalformedJson)]
    [InlineData("{}", RejectReason.EmptyReading)]
    [InlineData("[]", RejectReason.EmptyReading)]
    [InlineData("[{\"ts\":1763700000000}]", RejectReason.EmptyReading)]
    [InlineData("{\"ts\":1763700000000,\"seq\":1}", RejectReason.EmptyReading)]
    [InlineData("{\"humidity\":1}", RejectReason.EmptyReading)]
    [InlineData("{\"voltage\":null}", RejectReason.EmptyReading)]
    [InlineData("{\"voltage\":\"12\"}", RejectReason.EmptyReading)]
    [InlineData("{\"voltage\":NaN}", RejectReason.EmptyReading)]
    [InlineData("[{\"voltage\":1}]", RejectReason.MissingTimestamp)]
    [InlineData("[{\"ts\":null,\"voltage\":1}]", RejectReason.MissingTimestamp)]
    [InlineData("{\"voltage\":1,\"voltage\":1}", RejectReason.DuplicateKey)]
    [InlineData("{\"voltage\":1,\"volt\\u0061ge\":2}", RejectReason.DuplicateKey)]
    [InlineData("{\"voltage\":null,\"voltage\":2}", RejectReason.DuplicateKey)]
    [InlineData("{\"ts\":1,\"voltage\":1,\"ts\":2}", RejectReason.DuplicateKey)]
    [InlineData("{\"seq\":1,\"voltage\":1,\"seq\":2}", RejectReason.DuplicateKey)]
    [InlineData("{\"x\":[[[[1]]]],\"voltage\":1}", RejectReason.TooDeep)]
    [InlineData("{\"voltage\":{\"a\":{\"b\":{\"c\":{}}}}}", RejectReason.TooDeep)]
    [InlineData("{\"mode\":\"\\ud800\"}", RejectReason.InvalidUtf8)]
    [InlineData("{\"mode\":\"\\udc00\\ud800\"}", RejectReason.InvalidUtf8)]
    [InlineData("{\"mode\":\"\\ud800\\u0041\"}", RejectReason.InvalidUtf8)]
    [InlineData("{\"x\":\"\\ud800\",\"voltage\":1}", RejectReason.InvalidUtf8)]
    [InlineData("{\"x\":{\"\\ud800\":1},\"voltage\":1}", RejectReason.InvalidUtf8)]
    [InlineData("{\"\\ud800\":1,\"voltage\":1}", RejectReason.InvalidUtf8)]
    [InlineData("{\"voltage\":1,\"x\":[[[1]]]}", RejectReason.None)]
    [InlineData("{\"mode\":\"\\ud83d\\ude00\"}", RejectReason.None)]
    [InlineData("\t{ \"voltage\" : -0 } \n", RejectReason.None)]
    [InlineData("{\"x\":1,\"x\":2,\"voltage\":1}", RejectReason.None)]
    [InlineData("{\"\":1,\"voltage\":1E-400}", RejectReason.None)]
    public void DecodeReadings_Vector_HasItsReason(string payload, RejectReason expected) =>
        Assert.Equal(expected, _decoder.DecodeReadings(_device, Encoding.UTF8.GetBytes(payload), ReceivedAt));

    [Theory]
    [InlineData("C328")]
    [InlineData("C0AF")]
    [InlineData("EDA080")]
    [InlineData("F4908080")]
    [InlineData("E6B0")]
    [InlineData("FF")]
    public void DecodeReadings_InvalidUtf8Anywhere_IsRejected(string hex)
    {
        byte[] bad = Convert.FromHexString(hex);

        Assert.Equal(RejectReason.InvalidUtf8, Decode([.. "{\"mode\":\""u8, .. bad, .. "\"}"u8]));
        Assert.Equal(RejectReason.InvalidUtf8, Decode([.. "{\"voltage\":1,\""u8, .. bad, .. "\":1}"u8]));
        Assert.Equal(RejectReason.InvalidUtf8, Decode([.. "{\"voltage\":1,\"x\":[\""u8, .. bad, .. "\"]}"u8]));
        Assert.Equal(RejectReason.InvalidUtf8, Decode([.. "{\"voltage\":1}"u8, .. bad]));
    }

    [Fact]
    public void DecodeReadings_VeryDeep_IsRejectedEarly() =>
        Assert.Equal(RejectReason.TooDeep, Decode(Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 200_000))));

    [Theory]
    [InlineData(0, RejectReason.None)]
    [InlineData(1, RejectReason.Oversize)]
    public void DecodeReadings_Size_IsBounded(int over, RejectReason expected) =>
        Assert.Equal(expected, Decode(Encoding.UTF8.GetBytes("{\"voltage\":1}".PadRight((256 * 1024) + over))));

    [Fact]
    public void DecodeReadings_CutAtEveryByte_IsRejectedOrEmpty()
    {
        byte[] payload = """{"ts":1763700000123,"temperature":1.5,"mode":"\u00e4\ud83d\ude00"}"""u8.ToArray();

        for (int length = 0; length < payload.Length; length++)
            Assert.NotEqual(RejectReason.None, Decode(payload.AsSpan(0, length)));
        Assert.Equal(RejectReason.None, Decode(payload));
    }

    [Fact]
    public void Decode_AnyBytes_NeverThrowAndNeverGiveANumberThatIsNotFinite()
    {
        Gen<byte[]> noise = ArbMap.Default.GeneratorFor<byte[]>();
        Gen<byte[]> fragments = from parts in Gen.ListOf(Gen.Elements(
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d800", "\"ts\":", "\"seq\":", "\"voltage\":", "\"temperature\":", "\"mode\":", "\"event\":",
                "\"intrusion\"", "1e999", "-0", "1", "NaN", "Infinity", "-Infinity", "null", "true", " ", "\"x\"", "\uFEFF", "\0", "水", "1763700000000"))
                                select Encoding.UTF8.GetBytes(string.Concat(parts));

        Prop.ForAll(Gen.OneOf(noise, fragments).ToArbitrary(), bytes => IsSound(bytes, isEvent: false) && IsSound(bytes, isEvent: true))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithEndSize(60));
    }

    [Fact]
    public void Decode_OneByteChanged_NeverThrows()
    {
        byte[] good = """[{"ts":1763700000123,"seq":4,"temperature":-12.5e-1,"mode":"a\u00e4b","armed":true,"x":{"y":[NaN]}}]"""u8.ToArray();
        Gen<byte[]> changed = from at in Gen.Choose(0, good.Length - 1)
                              from value in Gen.Choose(0, 255)
                              select (byte[])[.. good[..at], (byte)value, .. good[(at + 1)..]];

        Prop.ForAll(changed.ToArbitrary(), bytes => IsSound(bytes, isEvent: false)).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void DecodeReadings_AnyValidReading_ComesBackAsItWas()
    {
        Gen<(double Temperature, double Voltage, bool Armed, string Mode)> reading =
            from temperature in Gen.Choose(-4000, 8500)
            from voltage in ArbMap.Default.GeneratorFor<NormalFloat>()
            from armed in Gen.Elements(true, false)
            from mode in Gen.Elements("", "day", "深夜", "a \"b\" \\ c\n", "😀")
            select (temperature / 100.0, Math.Abs(voltage.Get), armed, mode);

        Prop.ForAll(reading.ToArbitrary(), r =>
        {
            byte[] payload = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                new Dictionary<string, object> { ["ts"] = 1763700000123, ["temperature"] = r.Temperature, ["voltage"] = r.Voltage, ["armed"] = r.Armed, ["mode"] = r.Mode });
            if (Decode(payload) != RejectReason.None)
                return false;
            byte[] text = new byte[256];
            ReadOnlySpan<DecodedField> fields = _decoder.Fields;
            string numberText = Encoding.UTF8.GetString(payload, fields[1].TextOffset, fields[1].TextLength);
            return _decoder.MessageFaults.IsZero
                && fields[0].Number == r.Temperature
                && fields[1].Number == r.Voltage
                && double.Parse(numberText, CultureInfo.InvariantCulture) == r.Voltage
                && fields[2].Boolean == r.Armed
                && Encoding.UTF8.GetString(text, 0, PayloadDecoder.CopyText(fields[3], payload, text)) == r.Mode;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private bool IsSound(byte[] bytes, bool isEvent)
    {
        RejectReason reason = isEvent ? _decoder.DecodeEvents(_device, bytes, ReceivedAt) : _decoder.DecodeReadings(_device, bytes, ReceivedAt);
        if (reason != RejectReason.None)
            return _decoder.Samples.IsEmpty && _decoder.Fields.IsEmpty;
        foreach (DecodedSample sample in _decoder.Samples)
        {
            if (sample.FieldCount < 1 || sample.TimestampMs > ReceivedAt + 300_000 || (sample.EventIndex >= 0) != isEvent)
                return false;
        }

        foreach (DecodedField field in _decoder.Fields)
        {
            if (!double.IsFinite(field.Number) || field.TextOffset + field.TextLength > bytes.Length)
                return false;
        }

        return true;
    }

    private RejectReason Decode(ReadOnlySpan<byte> payload) => _decoder.DecodeReadings(_device, payload, ReceivedAt);
}
