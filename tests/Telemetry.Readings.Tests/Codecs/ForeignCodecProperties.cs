using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Codecs;

/// <summary>Whatever a pack's base fields and units, and whatever a mapping's scale, offset and meanings: the value is the one that was meant.</summary>
public sealed class ForeignCodecProperties
{
    private const long ReceivedAt = 1_763_700_000_200;
    private static readonly City City = PlainCity.Good();
    private static readonly DeviceKind Kind = City.Devices[0].Kind;

    /// <summary>A unit, and how a value in it becomes one of the field.</summary>
    private static readonly (string Field, string Unit, double Factor, double Offset)[] Units =
    [
        ("pressure", "MPa", 1, 0), ("pressure", "Pa", 1e-6, 0), ("pressure", "kPa", 1e-3, 0), ("pressure", "bar", 0.1, 0),
        ("temperature", "Cel", 1, 0), ("temperature", "K", 1, -273.15), ("humidity", "%RH", 1, 0), ("humidity", "/", 100, 0),
        ("energy", "J", 1 / 3.6e6, 0), ("energy", "kWh", 1, 0), ("flow", "m3/s", 3600, 0), ("flow", "l/min", 0.06, 0),
    ];

    private static readonly Gen<decimal> Decimals = Gen.Choose(-9_999_999, 9_999_999).Select(digits => digits / 100m);

    private readonly PayloadDecoder _decoder = new();

    [Fact]
    public void Senml_BaseValueAndUnit_MeanWhatTheRecordsWithoutThemMean()
    {
        Gen<Record> records =
            from unit in Gen.Elements(Units)
            from value in Decimals
            from basis in Gen.Frequency((2, Decimals), (1, Gen.Constant(0m)))
            from isBase in Gen.Elements(true, false)
            from milliseconds in Gen.Choose(-3_600_000, 0)
            from form in Gen.Choose(0, 2)
            from name in Gen.Elements("", "urn:dev:d-1:", "urn:dev:mac:00:d-1/", "d-1_", "coap://x/d-1.")
            select new Record(unit.Field, unit.Unit, unit.Factor, unit.Offset, value, basis, isBase, milliseconds, form, name);

        Prop.ForAll(records.ToArbitrary(), IsMeant).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Senml_BaseSumAndSum_AddUpInTheUnitOfTheRate()
    {
        Gen<(decimal Sum, decimal Base, bool IsHourly)> sums =
            from sum in Decimals from basis in Decimals from isHourly in Gen.Elements(true, false) select (sum, basis, isHourly);

        Prop.ForAll(sums.ToArbitrary(), given =>
        {
            // A rate in m3/s adds up to m3 over seconds; one in m3/h to an hour's 3600th of that.
            byte[] payload = Utf8($$"""[{"bn":"d-1:","bs":{{Text(given.Base)}},"n":"flow","u":"{{(given.IsHourly ? "m3/h" : "m3/s")}}","s":{{Text(given.Sum)}}}]""");
            double expected = (double)(given.Sum + given.Base) / (given.IsHourly ? 3600 : 1);
            return _decoder.DecodeReadings(City.Devices[0], payload, ReceivedAt, "application/senml+json"u8) == RejectReason.None
                && Kind.Readings[_decoder.Fields[0].FieldIndex].Name == "flow_sum" && IsNear(expected, _decoder.Fields[0].Number);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Mapping_AnyScaleOffsetPointerAndMap_GivesTheValueThatWasMeant()
    {
        Gen<Foreign> foreign =
            from scale in Gen.Elements("1", "0.1", "0.001", "0.0001", "10", "2.5", "-0.5", "1e-3")
            from offset in Gen.Elements("0", "-1.2", "40", "273.15")
            from path in Gen.Elements("/v", "/a/b", "/a/2", "/list/0", "/x~1y/m~0n", "/~01")
            from digits in Gen.Choose(-99_999, 99_999)
            from isText in Gen.Elements(true, false)
            from code in Gen.Choose(0, 4)
            select new Foreign(scale, offset, path, digits, isText, code);

        // A city for each is loaded: fewer runs, and each of another file.
        Prop.ForAll(foreign.ToArbitrary(), IsMapped).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private bool IsMeant(Record r)
    {
        string basis = r.IsBase ? $"\"bv\":{Text(r.Base)},\"bu\":\"{r.Unit}\"," : "";
        string unit = r.IsBase ? "" : $"\"u\":\"{r.Unit}\",";
        long at = ReceivedAt + r.Milliseconds;
        (string baseTime, string time) = r.Form switch
        {
            0 => ("", $"\"t\":{Text(r.Milliseconds / 1000m)},"),
            1 => ($"\"bt\":{Text(at / 1000m)},", ""),
            _ => ($"\"bt\":{Text((at - 7_000) / 1000m)},", "\"t\":7,"),
        };
        byte[] payload = Utf8($$"""[{"bn":"{{r.Name}}",{{basis}}{{baseTime}}{{unit}}{{time}}"n":"{{r.Field}}","v":{{Text(r.Value)}}}]""");
        if (_decoder.DecodeReadings(City.Devices[0], payload, ReceivedAt, "application/senml+json"u8) != RejectReason.None || _decoder.Fields.Length != 1)
            return false;
        double expected = ((double)(r.Value + (r.IsBase ? r.Base : 0)) * r.Factor) + r.Offset;
        return Kind.Readings[_decoder.Fields[0].FieldIndex].Name == r.Field && IsNear(expected, _decoder.Fields[0].Number)
            && _decoder.Samples[0].TimestampMs == at && _decoder.Samples[0].TimestampSource == (r.Form == 0 ? TimestampSource.Receipt : TimestampSource.Device);
    }

    private bool IsMapped(Foreign f)
    {
        const string Mapped = "number: { at: §, scale: %, offset: & }";
        string field = Mapped.Replace("§", $"\"{f.Path}\"", StringComparison.Ordinal).Replace("%", f.Scale, StringComparison.Ordinal).Replace("&", f.Offset, StringComparison.Ordinal);
        City city = PlainCity.Good($$"""
                mapping:
                  fields:
                    {{field}}
                    text: { at: /code, map: { 0: idle, 1: running, E7: broken, "true": yes } }
                    flag: { at: /code, map: { 0: false, 1: true, E7: false } }
            """);
        string[] codes = ["0", "1", "\"E7\"", "1.0", "9"];
        string value = f.IsText ? $"\"{f.Digits}\"" : f.Digits.ToString(CultureInfo.InvariantCulture);
        string body = f.Path switch
        {
            "/v" => $"\"v\":{value}",
            "/a/b" => $$"""  "a":{"c":1,"b":{{value}}} """,
            "/a/2" => $"\"a\":[0,{{}},{value},9]",
            "/list/0" => $"\"list\":[{value}]",
            "/x~1y/m~0n" => $$"""  "x/y":{"m":0,"m~n":{{value}}} """,
            _ => $"\"~1\":{value}",
        };
        byte[] payload = Utf8($$"""{"other":[{"deep":null}],"code":{{codes[f.Code]}},{{body}}}""");
        if (_decoder.DecodeReadings(city.Devices[0], payload, ReceivedAt) != RejectReason.None)
            return false;
        double expected = (f.Digits * double.Parse(f.Scale, CultureInfo.InvariantCulture)) + double.Parse(f.Offset, CultureInfo.InvariantCulture);
        (string? text, bool? flag) = f.Code switch { 0 => ("idle", false), 1 or 3 => ("running", true), 2 => ("broken", false), _ => ((string?)null, (bool?)null) };
        return IsNear(expected, Field("number")!.Value.Number)
            && (Field("text")?.MappedText is { } said ? Encoding.UTF8.GetString(said) : null) == text
            && Field("flag")?.Boolean == flag
            && _decoder.MessageFaults[DeviceFault.UnmappedValue] == (f.Code == 4 ? 2 : 0);
    }

    private DecodedField? Field(string name)
    {
        foreach (ref readonly DecodedField field in _decoder.Fields)
        {
            if (Kind.Readings[field.FieldIndex].Name == name)
                return field;
        }

        return null;
    }

    private static bool IsNear(double expected, double actual) => Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected));

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private sealed record Record(
        string Field, string Unit, double Factor, double Offset, decimal Value, decimal Base, bool IsBase, int Milliseconds, int Form, string Name);

    private sealed record Foreign(string Scale, string Offset, string Path, int Digits, bool IsText, int Code);
}
