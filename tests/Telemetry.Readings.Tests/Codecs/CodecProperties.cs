using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Codecs;

/// <summary>What holds for every payload: it comes back as it was, or is refused; it never throws and never takes more memory than it is large.</summary>
public sealed class CodecProperties
{
    private const long ReceivedAt = 1_763_700_000_200;
    private const string Vendor = """
            mapping:
              samples: /s
              time: { at: /m/t, format: unix-ms }
              sequence: /m/n
              fields:
                number: /v/0
                level: { at: /v/1, scale: 0.01 }
                flag: { at: /f, map: { on: true, off: false } }
                text: /x
        """;

    private static readonly City Plain = PlainCity.Good();
    private static readonly City Mapped = PlainCity.Good(Vendor);

    private static readonly Gen<Reading[]> Readings =
        from count in Gen.Choose(1, 6)
        from readings in (
            from number in ArbMap.Default.GeneratorFor<NormalFloat>()
            from level in Gen.Choose(-900, 9900)
            from flag in Gen.Elements(true, false)
            from text in Gen.Elements("", "day", "深夜", "a \"b\" \\ c\n\t", "😀", "\u007F/~0")
            select new Reading(number.Get, level, flag, text)).ArrayOf(count)
        select readings;

    private readonly PayloadDecoder _decoder = new(new PayloadOptions(), new DeviceWatch(Plain, new PayloadOptions()));

    [Fact]
    public void Native_AnyReadings_ComeBackAsTheyWere() => Check(readings =>
    {
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(readings.Select((r, i) => new Dictionary<string, object>
        {
            ["ts"] = Time(i),
            ["seq"] = i,
            ["number"] = r.Number,
            ["level"] = r.Centimetres / 100.0,
            ["flag"] = r.Flag,
            ["text"] = r.Text,
        }));
        return IsSame(readings, payload, _decoder.DecodeReadings(Plain.Devices[0], payload, ReceivedAt));
    });

    [Fact]
    public void Senml_AnyReadings_ComeBackAsTheyWere() => Check(readings =>
    {
        var records = new List<Dictionary<string, object>> { new() { ["bn"] = "urn:dev:d-1:", ["bt"] = Time(0) / 1000.0 } };
        for (int i = 0; i < readings.Length; i++)
        {
            // One field after the other, and each at its time: what belongs together is not beside each other.
            records.Add(new() { ["n"] = "number", ["t"] = i / 1000.0, ["v"] = readings[i].Number });
            records.Add(new() { ["n"] = "level", ["u"] = "cm", ["t"] = i / 1000.0, ["v"] = readings[i].Centimetres });
            records.Insert(1, new() { ["n"] = "flag", ["t"] = i / 1000.0, ["vb"] = readings[i].Flag });
            records.Insert(1, new() { ["n"] = "text", ["t"] = i / 1000.0, ["vs"] = readings[i].Text });
        }

        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(records);
        return IsSame(readings, payload, _decoder.DecodeReadings(Plain.Devices[0], payload, ReceivedAt, "application/senml+json"u8));
    });

    [Fact]
    public void Mapped_AnyReadings_ComeBackAsTheyWere() => Check(readings =>
    {
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["vendor"] = new[] { 1, 2 },
            ["s"] = readings.Select((r, i) => new Dictionary<string, object>
            {
                ["x"] = r.Text,
                ["v"] = new object[] { r.Number, r.Centimetres, "more" },
                ["f"] = r.Flag ? "on" : "off",
                ["m"] = new Dictionary<string, object> { ["n"] = i, ["t"] = Time(i) },
            }).ToArray(),
        });
        return IsSame(readings, payload, _decoder.DecodeReadings(Mapped.Devices[0], payload, ReceivedAt));
    });

    [Fact]
    public void Decode_RandomBytes_AreReadOrRefused() =>
        Prop.ForAll(Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().ToArbitrary(), IsSound).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Decode_ChangedPayloads_AreReadOrRefused()
    {
        byte[][] good =
        [
            """[{"ts":1763700000000,"seq":1,"number":1.5e2,"flag":true,"text":"\u0041😀"},{"ts":1763700000001,"level":-2}]"""u8.ToArray(),
            """[{"bn":"urn:dev:d-1:","bt":1763700000.5,"bu":"Pa","bver":10,"bv":1,"n":"pressure","v":2},{"n":"text","t":-1,"vs":"\ud83d\ude00"},{"n":"flow","u":"m3/s","s":4}]"""u8.ToArray(),
            """{"s":[{"m":{"t":1763700000000,"n":7},"v":[1,"2.5"],"f":"on","x":"\n"},{"v":[3],"m":{"t":1763700000001}}],"y":{"z":null}}"""u8.ToArray(),
        ];
        byte[] pieces = "{}[]\",:\\u0019eE+-.ntf \0\u00FF"u8.ToArray();
        Gen<byte[]> changed =
            from start in Gen.Elements(good)
            from changes in (from at in Gen.Choose(0, 10_000) from piece in Gen.Elements(pieces) from what in Gen.Choose(0, 3) select (at, piece, what)).ListOf(4)
            select changes.Aggregate(start, (bytes, change) => Change(bytes, change.at % bytes.Length, change.piece, change.what));

        Prop.ForAll(changed.ToArbitrary(), IsSound).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));
    }

    private static byte[] Change(byte[] bytes, int at, byte piece, int what) => what switch
    {
        0 => [.. bytes[..at], piece, .. bytes[at..]],
        1 => [.. bytes[..at], piece, .. bytes[(at + 1)..]],
        2 when bytes.Length > 1 => [.. bytes[..at], .. bytes[(at + 1)..]],
        _ => [.. bytes[..at], .. bytes[(at / 2)..]],
    };

    private static void Check(Func<Reading[], bool> property) =>
        Prop.ForAll(Readings.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static long Time(int index) => 1_763_700_000_000 - 60_000 + index;

    private bool IsSame(Reading[] readings, byte[] payload, RejectReason reason)
    {
        if (reason != RejectReason.None || _decoder.Samples.Length != readings.Length)
            return false;
        byte[] text = new byte[256];
        for (int i = 0; i < readings.Length; i++)
        {
            DecodedSample sample = _decoder.Samples[i];
            if (sample.TimestampMs != Time(i) || sample.FieldCount != 4)
                return false;
            foreach (DecodedField field in _decoder.Fields.Slice(sample.FirstField, sample.FieldCount))
            {
                bool isSame = Plain.Devices[0].Kind.Readings[field.FieldIndex].Name switch
                {
                    "number" => field.Number == readings[i].Number,
                    "level" => Math.Abs(field.Number - (readings[i].Centimetres / 100.0)) < 1e-9,
                    "flag" => field.Boolean == readings[i].Flag,
                    _ => Encoding.UTF8.GetString(text, 0, PayloadDecoder.CopyText(field, payload, text)) == readings[i].Text,
                };
                if (!isSame)
                    return false;
            }
        }

        return true;
    }

    private bool IsSound(byte[] bytes) =>
        IsSound(bytes, Plain.Devices[0], "") && IsSound(bytes, Plain.Devices[0], "application/senml+json") && IsSound(bytes, Mapped.Devices[0], "");

    private bool IsSound(byte[] bytes, Device device, string contentType)
    {
        byte[] type = Encoding.UTF8.GetBytes(contentType);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RejectReason reason = _decoder.DecodeReadings(device, bytes, ReceivedAt, type);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > 64 * 1024 + (64L * bytes.Length) || _decoder.Samples.IsEmpty != (reason != RejectReason.None))
            return false;
        byte[] text = new byte[256];
        foreach (DecodedSample sample in _decoder.Samples)
        {
            if (sample.FieldCount < 1 || sample.TimestampMs > ReceivedAt + 300_000)
                return false;
        }

        foreach (DecodedField field in _decoder.Fields)
        {
            if (!double.IsFinite(field.Number) || (field.Type == FieldType.Text && PayloadDecoder.CopyText(field, bytes, text) > 256))
                return false;
        }

        return true;
    }

    private sealed record Reading(double Number, int Centimetres, bool Flag, string Text);
}
