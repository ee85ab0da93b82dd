using System.Text;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Tests.Topics;

public class TopicNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData("city/linqing/heating/hs-0001/telemetry")]
    [InlineData("城市/热力")]
    [InlineData("\uFEFFa")]
    [InlineData("$SYS/broker")]
    public void IsValid_GoodName_True(string name) => Assert.True(TopicName.IsValid(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData("")]
    [InlineData("a/+/b")]
    [InlineData("a/#")]
    [InlineData("a+b")]
    [InlineData("a\0b")]
    public void IsValid_BadName_False(string name) => Assert.False(TopicName.IsValid(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData(new byte[] { 0xC0, 0x80 })] // overlong NUL
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // a surrogate
    [InlineData(new byte[] { 0x61, 0xFF })]
    [InlineData(new byte[] { 0xE5, 0x9F })] // cut off
    public void IsValid_BadUtf8_False(byte[] name) => Assert.False(TopicName.IsValid(name));

    [Fact]
    public void IsValid_LongerThanAUInt16_False()
    {
        Assert.True(TopicName.IsValid(Encoding.UTF8.GetBytes(new string('a', 65_535))));
        Assert.False(TopicName.IsValid(Encoding.UTF8.GetBytes(new string('a', 65_536))));
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("/", 2)]
    [InlineData("a/b/c", 3)]
    [InlineData("a/b/", 3)]
    public void CountLevels_Name_CountsEmptyOnesToo(string name, int expected) =>
        Assert.Equal(expected, TopicName.CountLevels(Encoding.UTF8.GetBytes(name)));
}
