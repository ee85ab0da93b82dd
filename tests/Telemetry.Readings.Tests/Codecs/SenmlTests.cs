using System.Globalization;
using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Codecs;

public sealed class SenmlTests
{
    private const long ReceivedAt = 1_763_700_000_200;
    private const string Names = """    senml: { "3303/0/5700": temperature, "urn:dev:x:lux": number, hum: humidity }""";
    private static readonly Device Device = PlainCity.Good(Names).Devices[0];
    private readonly PayloadDecoder _decoder = new();

    [Fact]
    public void Decode_BaseFields_AreAddedToEveryRecordUntilTheNext()
    {
        Assert.Equal(RejectReason.None, Decode(
            """
            [{"bn":"urn:dev:d-1:","bt":1763700000.123,"bu":"Cel","bver":10,"bv":20,"n":"temperature","v":1.5},
             {"n":"pressure","u":"Pa","v":819980},
             {"bv":0,"bt":1763700001,"n":"temperature","v":3}]
            """));

        Assert.Equal(["1763700000123 temperature=21.5 pressure=0.82", "1763700001000 temperature=3"], Samples());
        Assert.Equal(TimestampSource.Device, _decoder.Samples[0].TimestampSource);
        Assert.True(_decoder.MessageFaults.IsZero);
    }

    [Theory]
    [InlineData("""{"n":"number","v":1.50}""", "number=1.50")]
    [InlineData("""{"n":"flag","vb":true}""", "flag=1")]
    [InlineData("""{"n":"text","vs":"a\u0062c"}""", "text=abc")]
    [InlineData("""{"n":"text","vd":"aGVsbG8"}""", "text=aGVsbG8")]
    [InlineData("""{"n":"flow","u":"m3/s","s":12.5}""", "flow_sum=12.5")]
    [InlineData("""{"n":"flow","u":"l/s","bs":500,"s":1500}""", "flow_sum=2")]
    [InlineData("""{"n":"flow","u":"m3/s","v":2,"s":12}""", "flow=7200 flow_sum=12")]
    [InlineData("""{"n":"number","v":1,"ut":60,"x":{"y":[1]}}""", "number=1")]
    [InlineData("""{"n":"number","v":1e0}""", "number=1e0")]
    [InlineData("""{"bn":"number","v":1}""", "number=1")]
    [InlineData("""{"n":"num\u0062er","v":1}""", "number=1")]
    public void Decode_Values_BecomeFields(string record, string expected)
    {
        Assert.Equal(RejectReason.None, Decode("[" + record + "]"));

        Assert.Equal([$"{ReceivedAt} {expected}"], Samples());
    }

    [Theory]
    [InlineData("temperature")]
    [InlineData("urn:dev:d-1:temperature")]
    [InlineData("urn:dev:ow:10e2073a01080063:temperature")]
    [InlineData("urn:dev:d-1_temperature")]
    [InlineData("http://example/d-1/temperature")]
    [InlineData("d-1.temperature")]
    [InlineData("urn:dev:d-1:3303/0/5700")]
    [InlineData("3303/0/5700")]
    public void Decode_Names_AreFoundBehindTheDevice(string name)
    {
        Assert.Equal(RejectReason.None, Decode($$"""[{"n":"{{name}}","v":1}]"""));

        Assert.Equal([$"{ReceivedAt} temperature=1"], Samples());
    }

    [Theory]
    [InlineData("urn:dev:x:lux", "number=1")]
    [InlineData("room/hum", "humidity=1")]
    public void Decode_NamesOfTheKind_ComeFirst(string name, string expected)
    {
        Assert.Equal(RejectReason.None, Decode($$"""[{"n":"{{name}}","v":1}]"""));

        Assert.Equal([$"{ReceivedAt} {expected}"], Samples());
    }

    [Theory]
    [InlineData("pressure", "Pa", "820000", "0.82")]
    [InlineData("pressure", "hPa", "8200", "0.82")]
    [InlineData("pressure", "MPa", "0.820", "0.820")]
    [InlineData("pressure", "bar", "8.2", "0.82")]
    [InlineData("temperature", "Cel", "21.50", "21.50")]
    [InlineData("temperature", "K", "294.15", "21")]
    [InlineData("temperature", "degF", "212", "100")]
    [InlineData("humidity", "%RH", "55", "55")]
    [InlineData("humidity", "/", "0.55", "55")]
    [InlineData("humidity", "%", "55.0", "55.0")]
    [InlineData("level", "mm", "1234", "1.234")]
    [InlineData("level", "km", "0.05", "50")]
    [InlineData("energy", "J", "7200000", "2")]
    [InlineData("energy", "kWh", "2", "2")]
    [InlineData("energy", "Wh", "250", "0.25")]
    [InlineData("flow", "m3/s", "0.5", "1800")]
    [InlineData("flow", "l/min", "100", "6")]
    [InlineData("odd", "furlong", "3", "3")]
    [InlineData("odd", "", "3", "3")]
    public void Decode_ConvertibleUnit_BecomesTheFields(string field, string unit, string value, string expected)
    {
        Assert.Equal(RejectReason.None, Decode($$"""[{"n":"{{field}}","u":"{{unit}}","v":{{value}}}]"""));

        string number = Samples().Single().Split('=')[1];
        Assert.Equal(double.Parse(expected, CultureInfo.InvariantCulture), double.Parse(number, CultureInfo.InvariantCulture), 9);
        Assert.True(_decoder.MessageFaults.IsZero);
    }

    [Theory]
    [InlineData("pressure", "Cel")]
    [InlineData("pressure", "m")]
    [InlineData("pressure", "fathom")]
    [InlineData("temperature", "%")]
    [InlineData("odd", "m")]
    [InlineData("flow", "t/h")]
    public void Decode_IncompatibleUnit_DropsTheFieldAndKeepsItsNeighbours(string field, string unit)
    {
        Assert.Equal(RejectReason.None, Decode($$"""[{"n":"{{field}}","u":"{{unit}}","v":1},{"n":"flag","vb":true}]"""));

        Assert.Equal([$"{ReceivedAt} flag=1"], Samples());
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.WrongUnit] = 1 }, _decoder.MessageFaults);
    }

    [Fact]
    public void Decode_ConvertedValue_IsCheckedInTheFieldsUnit()
    {
        Assert.Equal(RejectReason.None, Decode("""[{"n":"level","u":"mm","v":100001}]"""));

        Assert.Equal(Quality.Bad, _decoder.Fields[0].Quality);
        Assert.Equal(1, _decoder.MessageFaults[DeviceFault.OutOfRange]);
    }

    [Theory]
    [InlineData("", ReceivedAt, TimestampSource.Receipt)]
    [InlineData("\"t\":0,", ReceivedAt, TimestampSource.Receipt)]
    [InlineData("\"t\":-5,", ReceivedAt - 5000, TimestampSource.Receipt)]
    [InlineData("\"t\":-0.25,", ReceivedAt - 250, TimestampSource.Receipt)]
    [InlineData("\"t\":10,", ReceivedAt + 10_000, TimestampSource.Receipt)]
    [InlineData("\"bt\":-60,\"t\":10,", ReceivedAt - 50_000, TimestampSource.Receipt)]
    [InlineData("\"t\":1763700000.123,", 1_763_700_000_123, TimestampSource.Device)]
    [InlineData("\"bt\":1763700000,\"t\":-1.5,", 1_763_699_998_500, TimestampSource.Device)]
    [InlineData("\"bt\":1.7637e9,", 1_763_700_000_000, TimestampSource.Device)]
    public void Decode_Time_IsAbsoluteOrFromNow(string time, long expected, TimestampSource source)
    {
        Assert.Equal(RejectReason.None, Decode($$"""[{{{time}}"n":"number","v":1}]"""));

        Assert.Equal((expected, source, Quality.Good), (_decoder.Samples[0].TimestampMs, _decoder.Samples[0].TimestampSource, _decoder.Samples[0].Quality));
    }

    [Theory]
    [InlineData("268435456")]
    [InlineData("1e300")]
    [InlineData("-1e300")]
    [InlineData("9999999999")]
    [InlineData("400")]
    public void Decode_ImplausibleTime_IsReceiptAndSuspect(string time)
    {
        Assert.Equal(RejectReason.None, Decode($$"""[{"t":{{time}},"n":"number","v":1}]"""));

        Assert.Equal((ReceivedAt, Quality.Suspect), (_decoder.Samples[0].TimestampMs, _decoder.Samples[0].Quality));
        Assert.Equal(1, _decoder.MessageFaults[DeviceFault.SuspectTime]);
    }

    [Fact]
    public void Decode_RecordsOfOneTimeApart_AreOneReading()
    {
        Assert.Equal(RejectReason.None, Decode(
            """
            [{"bn":"d-1/","bt":1763700000,"n":"number","t":0,"v":1},{"n":"number","t":-1,"v":2},{"n":"level","t":0,"v":3},{"n":"level","t":-1,"v":4},{"n":"level","t":-2,"v":5}]
            """));

        Assert.Equal(["1763699998000 level=5", "1763699999000 level=4 number=2", "1763700000000 level=3 number=1"], Samples(sorted: true));
    }

    [Theory]
    [InlineData("""{"n":"number","v":1}""", RejectReason.InvalidSenml)]
    [InlineData("""1""", RejectReason.InvalidSenml)]
    [InlineData("""[1]""", RejectReason.InvalidSenml)]
    [InlineData("""[[]]""", RejectReason.InvalidSenml)]
    [InlineData("""[]""", RejectReason.EmptyReading)]
    [InlineData("""[{}]""", RejectReason.EmptyReading)]
    [InlineData("""[{"bn":"urn:dev:d-1:"}]""", RejectReason.EmptyReading)]
    [InlineData("""[{"n":"fnord","v":1}]""", RejectReason.EmptyReading)]
    [InlineData("""[{"v":1}]""", RejectReason.InvalidSenml)]
    [InlineData("""[{"n":"number","v":1,"vb":true}]""", RejectReason.InvalidSenml)]
    [InlineData("""[{"n":"number","v":1,"vs":"1"}]""", RejectReason.InvalidSenml)]
    [InlineData("""[{"n":1,"v":1}]""", RejectReason.InvalidSenml)]
    [InlineData("""[{"n":"number","t":"now","v":1}]""", RejectReason.InvalidSenml)]
    [InlineData("""[{"n":"number","t":1e999,"v":1}]""", RejectReason.InvalidSenml)]
    [InlineData("""[{"bt":true,"n":"number","v":1}]""", RejectReason.InvalidSenml)]
    [InlineData("""[{"bu":5,"n":"number","v":1}]""", RejectReason.InvalidSenml)]
    [InlineData("""[{"bver":"10","n":"number","v":1}]""", RejectReason.InvalidSenml)]
    [InlineData("""[{"bver":0,"n":"number","v":1}]""", RejectReason.InvalidSenml)]
    [InlineData("""[{"bver":1.5,"n":"number","v":1}]""", RejectReason.InvalidSenml)]
    [InlineData("""[{"bver":11,"n":"number","v":1}]""", RejectReason.UnsupportedVersion)]
    [InlineData("""[{"n":"number","v":1},{"bver":1e9,"n":"level","v":1}]""", RejectReason.UnsupportedVersion)]
    [InlineData("""[{"n":"number","v":1,"key_":2}]""", RejectReason.MustUnderstand)]
    [InlineData("""[{"n":"number","v":1,"_":2}]""", RejectReason.MustUnderstand)]
    [InlineData("""[{"n":"number","v":1,"v":1}]""", RejectReason.DuplicateKey)]
    [InlineData("""[{"n":"number","v":1},{"n":"number","v":2}]""", RejectReason.DuplicateKey)]
    [InlineData("""[{"n":"number","v":1}""", RejectReason.MalformedJson)]
    [InlineData("""[{"n":"number","v":1}] 1""", RejectReason.TrailingBytes)]
    [InlineData("""[{"n":"number","v":1,"x":[[[1]]]}]""", RejectReason.TooDeep)]
    [InlineData("""[{"n":"\uD800","v":1}]""", RejectReason.InvalidUtf8)]
    [InlineData("""[{"bn":"\uD800","n":"number","v":1}]""", RejectReason.InvalidUtf8)]
    [InlineData("""[{"n":"text","vs":"\uD800"}]""", RejectReason.InvalidUtf8)]
    public void Decode_WhatBreaksTheRfc_IsRejected(string payload, RejectReason reason)
    {
        Assert.Equal(reason, Decode(payload));
        Assert.True(_decoder.Samples.IsEmpty);
    }

    [Theory]
    [InlineData("""{"n":"number","v":"1"}""", DeviceFault.WrongType)]
    [InlineData("""{"n":"number","vb":true}""", DeviceFault.WrongType)]
    [InlineData("""{"n":"flag","v":1}""", DeviceFault.WrongType)]
    [InlineData("""{"n":"text","v":1}""", DeviceFault.WrongType)]
    [InlineData("""{"n":"number","v":1e999}""", DeviceFault.NotFinite)]
    [InlineData("""{"n":"number","v":NaN}""", DeviceFault.NotFinite)]
    [InlineData("""{"n":"fnord","v":1}""", DeviceFault.UnknownField)]
    [InlineData("""{"n":"number","s":1}""", DeviceFault.UnknownField)]
    [InlineData("""{"n":"number","u":"1"}""", DeviceFault.EmptySample)]
    public void Decode_ValueThatDoesNotFit_IsDroppedAndItsNeighboursKept(string record, DeviceFault fault)
    {
        Assert.Equal(RejectReason.None, Decode($$"""[{{record}},{"n":"level","v":5}]"""));

        Assert.Equal([$"{ReceivedAt} level=5"], Samples());
        Assert.Equal(new DeviceFaultCounts { [fault] = 1 }, _decoder.MessageFaults);
    }

    [Fact]
    public void Decode_NameLongerThanAnyField_IsUnknown()
    {
        Assert.Equal(RejectReason.None, Decode($$"""[{"bn":"{{new string('x', 300)}}:","n":"number","v":1},{"bn":"","n":"level","v":5}]"""));

        Assert.Equal([$"{ReceivedAt} level=5"], Samples());
        Assert.Equal(1, _decoder.MessageFaults[DeviceFault.UnknownField]);
    }

    [Fact]
    public void DecodeEvents_Pack_GivesEvents()
    {
        string payload = """[{"bt":1763700000,"n":"event","vs":"alarm"},{"n":"zone","vs":"east"},{"t":1,"n":"event","vs":"cleared"},{"t":2,"n":"zone","vs":"lost"}]""";

        Assert.Equal(RejectReason.None, _decoder.DecodeEvents(Device, Encoding.UTF8.GetBytes(payload), ReceivedAt, "application/senml+json"u8));

        Assert.Equal([(0, 2), (1, 1)], _decoder.Samples.ToArray().Select(s => (s.EventIndex, s.FieldCount)));
        Assert.Equal(1, _decoder.MessageFaults[DeviceFault.UnknownEvent]);
    }

    [Theory]
    [InlineData("""[{"n":"event","vs":"party"}]""", RejectReason.UnknownEvent)]
    [InlineData("""[{"n":"zone","vs":"east"}]""", RejectReason.MissingEvent)]
    public void DecodeEvents_WithoutAKnownEvent_AreRejected(string payload, RejectReason reason) =>
        Assert.Equal(reason, _decoder.DecodeEvents(Device, Encoding.UTF8.GetBytes(payload), ReceivedAt, "application/senml+json"u8));

    [Theory]
    [InlineData("", "codec: senml", true)]
    [InlineData("", "codec: native", false)]
    [InlineData("application/senml+json", "codec: native", true)]
    [InlineData("Application/SenML+JSON; charset=UTF-8", "codec: native", true)]
    [InlineData("application/json", "codec: senml", false)]
    [InlineData("application/json;charset=\"utf-8\"", "codec: senml", false)]
    public void Codec_IsTheContentTypesOrTheKinds(string contentType, string kind, bool isSenml)
    {
        Device device = PlainCity.Good("    " + kind).Devices[0];
        byte[] payload = Encoding.UTF8.GetBytes(isSenml ? """[{"n":"number","v":1}]""" : """{"number":1}""");

        Assert.Equal(RejectReason.None, _decoder.DecodeReadings(device, payload, ReceivedAt, Encoding.UTF8.GetBytes(contentType)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/senml+cbor")]
    [InlineData("application/octet-stream")]
    [InlineData("application/json; charset=gbk")]
    [InlineData("application/json; version=2")]
    [InlineData("json")]
    public void Codec_UnknownContentType_IsRejected(string contentType) =>
        Assert.Equal(RejectReason.UnsupportedContent, _decoder.DecodeReadings(Device, "{\"number\":1}"u8, ReceivedAt, Encoding.UTF8.GetBytes(contentType)));

    private RejectReason Decode(string payload) =>
        _decoder.DecodeReadings(Device, _payload = Encoding.UTF8.GetBytes(payload), ReceivedAt, "application/senml+json"u8);

    private List<string> Samples(bool sorted = false) => DecodedText.Of(_decoder, Device.Kind.Readings, _payload, sorted);

    private byte[] _payload = [];
}
