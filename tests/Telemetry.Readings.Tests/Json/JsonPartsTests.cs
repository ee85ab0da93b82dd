using System.Buffers;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Readings.Json;

namespace Telemetry.Readings.Tests.Json;

public sealed class JsonPartsTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("0.1")]
    [InlineData("-0.3")]
    [InlineData("123456789012345")]
    [InlineData("1234567890123456")]
    [InlineData("0.00000000000001")]
    [InlineData("0.000000000000001")]
    [InlineData("9007199254740993")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("5e-324")]
    [InlineData("1e-400")]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("2.2250738585072011e-308")]
    public void JsonNumber_Parse_IsTheNearestDouble(string text) =>
        Assert.Equal(
            BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
            BitConverter.DoubleToInt64Bits(JsonNumber.Parse(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void JsonNumber_Parse_AgreesWithTheFrameworkOnAnyDecimal()
    {
        Gen<string> decimals = from whole in Gen.Choose(-2_000_000_000, 2_000_000_000)
                               from fraction in Gen.Choose(0, 2_000_000_000)
                               from digits in Gen.Choose(1, 10)
                               select $"{whole}.{fraction.ToString(CultureInfo.InvariantCulture)[..Math.Min(digits, fraction.ToString(CultureInfo.InvariantCulture).Length)]}";

        Prop.ForAll(decimals.ToArbitrary(), text => JsonNumber.Parse(Encoding.UTF8.GetBytes(text)) == double.Parse(text, CultureInfo.InvariantCulture))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-17", -17L)]
    [InlineData("1763700000123", 1763700000123L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1.0", null)]
    [InlineData("1e3", null)]
    [InlineData("12345678901234567.5", null)]
    public void JsonNumber_TryParseInteger_TakesWholeNumbersOnly(string text, long? expected)
    {
        bool isRead = JsonNumber.TryParseInteger(Encoding.UTF8.GetBytes(text), out long value);

        Assert.Equal(expected, isRead ? value : null);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0L)]
    [InlineData("2025-11-21T04:40:00.123Z", 1763700000123L)]
    [InlineData("2025-11-21t12:40:00.1+08:00", 1763700000100L)]
    [InlineData("2025-11-20 23:10:00.12-05:30", 1763700000120L)]
    [InlineData("2024-02-29T00:00:00z", 1709164800000L)]
    [InlineData("2016-12-31T23:59:60Z", 1483228800000L)]
    [InlineData("1969-12-31T23:59:59.999999Z", -1L)]
    [InlineData("2025-02-29T00:00:00Z", null)]
    [InlineData("2025-13-01T00:00:00Z", null)]
    [InlineData("2025-11-21T24:00:00Z", null)]
    [InlineData("2025-11-21T04:60:00Z", null)]
    [InlineData("2025-11-21T04:40:61Z", null)]
    [InlineData("2025-11-21T04:40:00", null)]
    [InlineData("2025-11-21T04:40:00.Z", null)]
    [InlineData("2025-11-21T04:40:00+0800", null)]
    [InlineData("2025-11-21T04:40:00+24:00", null)]
    [InlineData("2025-11-21T04:40:00+08:60", null)]
    [InlineData("2025-11-21T04:40Z", null)]
    [InlineData("+025-11-21T04:40:00Z", null)]
    [InlineData("0000-11-21T04:40:00Z", null)]
    [InlineData("2025/11/21T04:40:00Z", null)]
    [InlineData("20251121T044000Z", null)]
    [InlineData("2025-11-21T04:40:00.1234567890123456789012345Z", null)]
    [InlineData("", null)]
    public void Rfc3339_TryParse_ReadsDateTimes(string text, long? expected)
    {
        bool isRead = Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out long value);

        Assert.Equal(expected, isRead ? value : null);
    }

    [Fact]
    public void Rfc3339_AnyTime_ComesBack()
    {
        Gen<DateTimeOffset> times = from seconds in Gen.Choose(-1_000_000_000, 2_000_000_000)
                                    from milliseconds in Gen.Choose(0, 999)
                                    from offset in Gen.Choose(-14 * 60, 14 * 60)
                                    select DateTimeOffset.FromUnixTimeMilliseconds((seconds * 1000L) + milliseconds).ToOffset(TimeSpan.FromMinutes(offset));

        Prop.ForAll(times.ToArbitrary(), time =>
            Rfc3339.TryParse(Encoding.UTF8.GetBytes(time.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture)), out long unixMs)
                && unixMs == time.ToUnixTimeMilliseconds()).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t")]
    [InlineData("\\u6c34\\u00E4", "水ä")]
    [InlineData("a\\ud83d\\uDE00b", "a😀b")]
    public void JsonText_TryUnescape_ReadsEveryEscape(string raw, string expected)
    {
        byte[] text = new byte[64];

        Assert.Equal(OperationStatus.Done, JsonText.TryUnescape(Encoding.UTF8.GetBytes(raw), text, out int written));
        Assert.Equal(expected, Encoding.UTF8.GetString(text, 0, written));
        Assert.True(JsonText.AreSurrogatesPaired(Encoding.UTF8.GetBytes(raw)));
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\ud800x")]
    [InlineData("\\ud800\\n12345")]
    [InlineData("\\udc00")]
    [InlineData("\\ud800\\ud800")]
    public void JsonText_HalfAPair_IsRefused(string raw)
    {
        Assert.Equal(OperationStatus.InvalidData, JsonText.TryUnescape(Encoding.UTF8.GetBytes(raw), new byte[64], out _));
        Assert.False(JsonText.AreSurrogatesPaired(Encoding.UTF8.GetBytes(raw)));
    }

    [Theory]
    [InlineData("abcd", 3)]
    [InlineData("abc\\u6c34", 5)]
    public void JsonText_DestinationTooSmall_IsTold(string raw, int length) =>
        Assert.Equal(OperationStatus.DestinationTooSmall, JsonText.TryUnescape(Encoding.UTF8.GetBytes(raw), new byte[length], out _));

    [Theory]
    [InlineData("""{"a":NaN,"b":-Infinity , "c": Infinity}""", """{"a":"" ,"b":""        , "c": ""      }""")]
    [InlineData("""{"NaN":"NaN:NaN \":NaN"}""", null)]
    [InlineData("""[NaN]""", null)]
    [InlineData("""{"a":[NaN]}""", null)]
    public void BareLiterals_TryBlank_TakesValuesOfKeysOnly(string text, string? expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(expected is not null, BareLiterals.TryBlank(bytes));
        Assert.Equal(expected ?? text, Encoding.UTF8.GetString(bytes));
    }
}
