using System.Text;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Tests.Topics;

public class TopicFilterTests
{
    [Theory]
    [InlineData("#", true)]
    [InlineData("+", true)]
    [InlineData("+/+", true)]
    [InlineData("/#", true)]
    [InlineData("a/+/b/#", true)]
    [InlineData("a//", true)]
    [InlineData("$SYS/#", true)]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("#/", false)]
    [InlineData("##", false)]
    [InlineData("a+", false)]
    [InlineData("+a/b", false)]
    [InlineData("a/b+/c", false)]
    [InlineData("a\0", false)]
    public void IsValid_Filter_AsTheSpecificationSays(string filter, bool expected) =>
        Assert.Equal(expected, TopicFilter.IsValid(Encoding.UTF8.GetBytes(filter)));

    [Fact]
    public void IsValid_BadUtf8_False() => Assert.False(TopicFilter.IsValid([0x61, 0xC3]));

    [Theory]
    [InlineData("$share/g/a", true)]
    [InlineData("$share/", true)]
    [InlineData("$share", false)]
    [InlineData("$shared/g/a", false)]
    [InlineData("a/$share/g", false)]
    public void IsShared_Filter_LooksAtTheFirstLevel(string filter, bool expected) =>
        Assert.Equal(expected, TopicFilter.IsShared(Encoding.UTF8.GetBytes(filter)));
}
