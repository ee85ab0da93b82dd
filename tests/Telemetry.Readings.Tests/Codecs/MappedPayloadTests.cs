using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Codecs;

/// <summary>A vendor's JSON, read by the kind's mapping.</summary>
public sealed class MappedPayloadTests
{
    private const long ReceivedAt = 1_763_700_000_200;

    private const string Vendor = """
            mapping:
              time: { at: /meta/t, format: unix-s }
              sequence: /meta/n
              fields:
                level: { at: /data/0/value, scale: 0.001, offset: -1 }
                pressure: /data/1/value
                number: { at: "/a~1b/c~0d", map: { low: 1, 2: 20, true: 3 } }
                flag: { at: /door, map: { OPEN: true, SHUT: false, 1: true } }
                text: { at: /state, map: { 0: idle, 1: "运行 running" } }
                temperature: /temp
        """;

    private const string Batch = """
            mapping:
              samples: /result/points
              time: { at: /0, format: rfc3339 }
              fields: { level: /1, text: /2 }
            event-mapping:
              time: { at: /when, format: unix-ms }
              fields: { event: { at: /code, map: { 17: alarm, 18: cleared } }, zone: /where }
        """;

    private readonly PayloadDecoder _decoder = new();
    private byte[] _payload = [];
    private Device _device = PlainCity.Good(Vendor).Devices[0];

    [Fact]
    public void Decode_ForeignObject_BecomesAReading()
    {
        Assert.Equal(RejectReason.None, Decode(
            """{"vendor":{"fw":"1.2"},"state":1,"data":[{"unit":"mm","value":1820},{"value":0.820}],"a/b":{"c~d":"low"},"door":"OPEN","meta":{"n":7,"t":1763700000.123},"temp":"21.50"}"""));

        Assert.Equal(["1763700000123 text=运行 running level=0.8200000000000001 pressure=0.820 number=1 flag=1 temperature=21.50"], Samples());
        Assert.Equal(7, _decoder.Samples[0].Sequence);
        Assert.True(_decoder.MessageFaults.IsZero);
    }

    [Theory]
    [InlineData("""{"a/b":{"c~d":2}}""", "number=20")]
    [InlineData("""{"a/b":{"c~d":2.0}}""", "number=20")]
    [InlineData("""{"a/b":{"c~d":true}}""", "number=3")]
    [InlineData("""{"a/b":{"c~d":"l\u006fw"}}""", "number=1")]
    [InlineData("""{"door":1}""", "flag=1")]
    [InlineData("""{"door":"SHUT"}""", "flag=0")]
    [InlineData("""{"state":0}""", "text=idle")]
    [InlineData("""{"temp":21.50}""", "temperature=21.50")]
    [InlineData("""{"temp":"-2.5e1"}""", "temperature=-2.5e1")]
    [InlineData("""{"t\u0065mp":1}""", "temperature=1")]
    [InlineData("""{"temp":1,"x":[[[[[[[[[[1]]]]]]]]]]}""", "temperature=1")]
    [InlineData("""{"temp":1,"meta":null,"data":{},"door":null}""", "temperature=1")]
    [InlineData("""{"temp":1,"data":[]}""", "temperature=1")]
    public void Decode_Values_HaveTheirMeaning(string payload, string expected)
    {
        Assert.Equal(RejectReason.None, Decode(payload));

        Assert.Equal([$"{ReceivedAt} {expected}"], Samples());
    }

    [Theory]
    [InlineData("\"state\":2", DeviceFault.UnmappedValue)]
    [InlineData("\"state\":\"idle\"", DeviceFault.UnmappedValue)]
    [InlineData("\"door\":\"open\"", DeviceFault.UnmappedValue)]
    [InlineData("\"door\":{}", DeviceFault.WrongType)]
    [InlineData("\"a/b\":{\"c~d\":NaN}", DeviceFault.UnmappedValue)]
    [InlineData("\"data\":[{\"value\":\"high\"}]", DeviceFault.WrongType)]
    [InlineData("\"data\":[{\"value\":true}]", DeviceFault.WrongType)]
    [InlineData("\"data\":[{\"value\":\"0x10\"}]", DeviceFault.WrongType)]
    [InlineData("\"data\":[{\"value\":1e999}]", DeviceFault.NotFinite)]
    [InlineData("\"data\":[{\"value\":200000}]", DeviceFault.OutOfRange)]
    [InlineData("\"meta\":{\"t\":\"today\"}", DeviceFault.SuspectTime)]
    [InlineData("\"meta\":{\"t\":1763700000123}", DeviceFault.SuspectTime)]
    [InlineData("\"meta\":{\"n\":-1}", DeviceFault.WrongType)]
    public void Decode_ValueThatDoesNotFit_IsAFaultAndItsNeighboursStay(string member, DeviceFault fault)
    {
        Assert.Equal(RejectReason.None, Decode($$"""{{{member}},"temp":1}"""));

        Assert.Contains("temperature=1", Samples().Single(), StringComparison.Ordinal);
        Assert.Equal(new DeviceFaultCounts { [fault] = 1 }, _decoder.MessageFaults);
    }

    [Theory]
    [InlineData("1", RejectReason.NotAnObject)]
    [InlineData("[1]", RejectReason.NotAnObject)]
    [InlineData("{}", RejectReason.EmptyReading)]
    [InlineData("""{"x":1}""", RejectReason.EmptyReading)]
    [InlineData("""[{"temp":1}]""", RejectReason.MissingTimestamp)]
    [InlineData("""{"temp":1,"temp":2}""", RejectReason.DuplicateKey)]
    [InlineData("""{"temp":1,"meta":{"t":1},"meta":{"t":2}}""", RejectReason.DuplicateKey)]
    [InlineData("""{"data":[{"value":1,"value":2}],"temp":1}""", RejectReason.DuplicateKey)]
    [InlineData("""{"temp":1""", RejectReason.MalformedJson)]
    [InlineData("""{"temp":1}}""", RejectReason.TrailingBytes)]
    [InlineData("""{"temp":"\uD800"}""", RejectReason.InvalidUtf8)]
    [InlineData("""{"door":"\uD800"}""", RejectReason.InvalidUtf8)]
    [InlineData("""{"\uD800":1}""", RejectReason.InvalidUtf8)]
    [InlineData("""{"x":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]],"temp":1}""", RejectReason.TooDeep)]
    public void Decode_WhatIsWrongAsAWhole_IsRejected(string payload, RejectReason reason)
    {
        Assert.Equal(reason, Decode(payload));
        Assert.True(_decoder.Samples.IsEmpty);
    }

    [Fact]
    public void Decode_ArrayOfObjects_GivesItsSamples()
    {
        Assert.Equal(RejectReason.None, Decode("""[{"meta":{"t":1763700000},"temp":1},{"temp":2,"meta":{"t":1763700001}}]"""));

        Assert.Equal(["1763700000000 temperature=1", "1763700001000 temperature=2"], Samples());
    }

    [Fact]
    public void Decode_Batch_IsFoundByItsPointer()
    {
        _device = PlainCity.Good(Batch).Devices[0];

        Assert.Equal(RejectReason.None, Decode("""{"ok":true,"result":{"points":[["2025-11-21T04:40:00Z",1.5,"a"],["2025-11-21T04:40:01Z",2]],"count":2}}"""));

        Assert.Equal(["1763700000000 level=1.5 text=a", "1763700001000 level=2"], Samples());
    }

    [Theory]
    [InlineData("""{"result":{"points":[["2025-11-21T04:40:00Z",1]],"points":[]}}""", RejectReason.DuplicateKey)]
    [InlineData("""{"result":{"points":[["2025-11-21T04:40:00Z",1]]},"result":{}}""", RejectReason.DuplicateKey)]
    [InlineData("""{"result":{"points":[]}}""", RejectReason.EmptyReading)]
    [InlineData("""{"result":{"points":7}}""", RejectReason.NotAnObject)]
    [InlineData("""{"result":7}""", RejectReason.EmptyReading)]
    [InlineData("""{"result":{"points":[[null,1]]}}""", RejectReason.MissingTimestamp)]
    public void Decode_BatchThatIsWrong_IsRejected(string payload, RejectReason reason)
    {
        _device = PlainCity.Good(Batch).Devices[0];

        Assert.Equal(reason, Decode(payload));
    }

    [Theory]
    [InlineData("""{"when":1763700000123,"code":17,"where":"east"}""", RejectReason.None)]
    [InlineData("""{"when":1763700000123,"code":19,"where":"east"}""", RejectReason.UnknownEvent)]
    [InlineData("""{"when":1763700000123,"where":"east"}""", RejectReason.MissingEvent)]
    public void DecodeEvents_Mapped_HaveTheirNames(string payload, RejectReason reason)
    {
        _device = PlainCity.Good(Batch).Devices[0];
        _payload = Encoding.UTF8.GetBytes(payload);

        Assert.Equal(reason, _decoder.DecodeEvents(_device, _payload, ReceivedAt));

        if (reason == RejectReason.None)
        {
            Assert.Equal(["1763700000123 event=alarm zone=east"], DecodedText.Of(_decoder, _device.Kind.Events, _payload));
            Assert.Equal(0, _decoder.Samples[0].EventIndex);
        }
    }

    [Fact]
    public void Decode_ContentTypeOfSenml_GoesPastTheMapping()
    {
        _payload = """[{"n":"level","v":1}]"""u8.ToArray();

        Assert.Equal(RejectReason.None, _decoder.DecodeReadings(_device, _payload, ReceivedAt, "application/senml+json"u8));
        Assert.Equal([$"{ReceivedAt} level=1"], Samples());
    }

    private RejectReason Decode(string payload) => _decoder.DecodeReadings(_device, _payload = Encoding.UTF8.GetBytes(payload), ReceivedAt);

    private List<string> Samples() => DecodedText.Of(_decoder, _device.Kind.Readings, _payload);
}
