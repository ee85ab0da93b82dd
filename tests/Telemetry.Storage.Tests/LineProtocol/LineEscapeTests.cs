using System.Text;
using Telemetry.Storage.LineProtocol;

namespace Telemetry.Storage.Tests.LineProtocol;

public sealed class LineEscapeTests
{
    [Theory]
    [InlineData("heating", "heating")]
    [InlineData("a b", "a\\ b")]
    [InlineData("a,b", "a\\,b")]
    [InlineData("a=b", "a=b")]
    [InlineData("供热", "供热")]
    public void Measurement_Legal_IsEscaped(string name, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(LineEscape.Measurement(name)));

    [Theory]
    [InlineData("flow", "flow")]
    [InlineData("a b,c=d", "a\\ b\\,c\\=d")]
    [InlineData("😀", "😀")]
    public void FieldName_Legal_IsEscaped(string name, string expected)
    {
        Assert.Equal(expected, Encoding.UTF8.GetString(LineEscape.FieldName(name)));
        Assert.Equal(expected, Encoding.UTF8.GetString(LineEscape.TagName(name)));
        Assert.Equal(expected, Encoding.UTF8.GetString(LineEscape.TagValue(name)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    [InlineData("a\\")]
    [InlineData("a\\,b")]
    [InlineData("say \"x\"")]
    public void AnyName_NoStoreCanKeep_IsRefused(string name)
    {
        Assert.Throws<ArgumentException>(() => LineEscape.Measurement(name));
        Assert.Throws<ArgumentException>(() => LineEscape.TagName(name));
        Assert.Throws<ArgumentException>(() => LineEscape.TagValue(name));
        Assert.Throws<ArgumentException>(() => LineEscape.FieldName(name));
    }

    [Fact]
    public void AnyName_LoneSurrogate_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => LineEscape.FieldName("a\ud800"));
        Assert.Throws<ArgumentException>(() => LineEscape.TagValue("\udc00b"));
        Assert.Throws<ArgumentException>(() => LineEscape.Measurement("\ud800x"));
    }

    [Theory]
    [InlineData("time")]
    [InlineData("_field")]
    public void FieldName_Reserved_IsRefused(string name)
    {
        Assert.Throws<ArgumentException>(() => LineEscape.FieldName(name));
        Assert.Throws<ArgumentException>(() => LineEscape.TagName(name));
    }

    [Fact]
    public void Measurement_LooksLikeAComment_IsRefused() =>
        Assert.Throws<ArgumentException>(() => LineEscape.Measurement("#heating"));

    [Fact]
    public void Series_TagsInAnyOrder_AreSorted() =>
        Assert.Equal(
            "heating,area=lin\\ qing,device=hs-0001,site=s1",
            Encoding.UTF8.GetString(LineEscape.Series("heating", ("site", "s1"), ("device", "hs-0001"), ("area", "lin qing"))));

    [Fact]
    public void Series_SameTagTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => LineEscape.Series("heating", ("area", "a"), ("area", "b")));

    [Fact]
    public void Series_TooLong_IsRefused() =>
        Assert.Throws<ArgumentException>(() => LineEscape.Series("heating", ("area", new string('x', LineEscape.MaximumSeriesBytes))));
}
