using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests;

public sealed class DeviceTopicTableTests
{
    private readonly City _city = TestCity.Good();

    [Theory]
    [InlineData("city/daiwan/water-safety/cam-01/telemetry", Channel.Telemetry)]
    [InlineData("city/daiwan/water-safety/cam-01/event", Channel.Event)]
    [InlineData("city/daiwan/water-safety/cam-01/status", Channel.Status)]
    [InlineData("city/daiwan/water-safety/cam-01/command", Channel.Command)]
    [InlineData("city/daiwan/water-safety/cam-01/command/reply", Channel.CommandReply)]
    [InlineData("city/daiwan/water-safety/cam-01/snapshot/a-1", Channel.Snapshot)]
    public void Find_EachChannel_IsFound(string topic, Channel channel)
    {
        TopicLookup result = Find(topic, out DeviceTopic found);

        Assert.Equal(TopicLookup.Found, result);
        Assert.Equal(("cam-01", channel), (found.Device!.Id, found.Channel));
        Assert.Equal(channel == Channel.Snapshot ? "a-1" : "", Encoding.UTF8.GetString(found.SnapshotId(Encoding.UTF8.GetBytes(topic))));
    }

    [Theory]
    [InlineData("", TopicLookup.UnknownTopic)]
    [InlineData("city", TopicLookup.UnknownTopic)]
    [InlineData("city/", TopicLookup.UnknownTopic)]
    [InlineData("other/daiwan/water-safety/cam-01/telemetry", TopicLookup.UnknownTopic)]
    [InlineData("city/daiwan/water-safety/cam-01", TopicLookup.UnknownTopic)]
    [InlineData("city/daiwan/water-safety/cam-01/", TopicLookup.UnknownTopic)]
    [InlineData("city/daiwan/water-safety/cam-01/telemetry/", TopicLookup.UnknownTopic)]
    [InlineData("city/daiwan/water-safety/cam-01/Telemetry", TopicLookup.UnknownTopic)]
    [InlineData("city/daiwan/water-safety/cam-01/command/other", TopicLookup.UnknownTopic)]
    [InlineData("city/daiwan/water-safety/cam-01/snapshot", TopicLookup.UnknownTopic)]
    [InlineData("city/daiwan/water-safety/cam-01/snapshot/", TopicLookup.UnknownTopic)]
    [InlineData("city/daiwan/water-safety/cam-01/snapshot/a/b", TopicLookup.UnknownTopic)]
    [InlineData("city/daiwan/water-safety/cam-01/snapshot/..", TopicLookup.UnknownTopic)]
    [InlineData("city/daiwan/water-safety/cam-01/snapshot/01234567890123456789012345678901234567890123456789012345678901234", TopicLookup.UnknownTopic)]
    [InlineData("city/daiwan/water-safety/cam-03/telemetry", TopicLookup.UnknownDevice)]
    [InlineData("city/daiwan/water-safety//telemetry", TopicLookup.UnknownDevice)]
    [InlineData("city/linqing/water-safety/cam-01/telemetry", TopicLookup.WrongArea)]
    [InlineData("city//water-safety/cam-01/telemetry", TopicLookup.WrongArea)]
    [InlineData("city/daiwan/water_safety/cam-01/telemetry", TopicLookup.WrongSystem)]
    [InlineData("city/linqing/water-safety/cam-02/event", TopicLookup.Found)]
    public void Find_Topic_IsToldApart(string topic, TopicLookup expected) => Assert.Equal(expected, Find(topic, out _));

    [Fact]
    public void Find_WrongArea_StillNamesTheDevice()
    {
        Find("city/linqing/water-safety/cam-01/telemetry", out DeviceTopic found);

        Assert.Equal("cam-01", found.Device!.Id);
    }

    [Fact]
    public void Find_RootOfSeveralLevels_IsMatched()
    {
        var table = new DeviceTopicTable(_city, "shandong/liaocheng");

        Assert.Equal(TopicLookup.Found, table.Find("shandong/liaocheng/daiwan/water-safety/cam-01/event"u8, out _));
        Assert.Equal(TopicLookup.UnknownTopic, table.Find("shandong/daiwan/water-safety/cam-01/event"u8, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/city")]
    [InlineData("city/")]
    [InlineData("$SYS")]
    [InlineData("city/+")]
    [InlineData("#")]
    public void Constructor_RootThatIsNone_Throws(string root) =>
        Assert.Contains($"'{root}'", Assert.Throws<ArgumentException>(() => new DeviceTopicTable(_city, root)).Message);

    [Fact]
    public void TopicOf_EveryDeviceAndChannel_IsFoundAgain()
    {
        var table = new DeviceTopicTable(_city, "city");
        foreach (Device device in _city.Devices)
        {
            foreach (Channel channel in Enum.GetValues<Channel>().Where(c => c != Channel.Snapshot))
            {
                Assert.Equal(TopicLookup.Found, table.Find(Encoding.UTF8.GetBytes(table.TopicOf(device, channel)), out DeviceTopic found));
                Assert.Equal(new DeviceTopic(device, channel, 0, 0), found);
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => table.TopicOf(_city.Devices[0], Channel.Snapshot));
    }

    [Fact]
    public void Find_ManyTopics_AllocatesNothing()
    {
        var table = new DeviceTopicTable(_city, "city");
        table.Find("city/daiwan/water-safety/cam-01/telemetry"u8, out _);
        table.Find("city/daiwan/water-safety/unknown/snapshot/x"u8, out _);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            table.Find("city/daiwan/water-safety/cam-01/telemetry"u8, out _);
            table.Find("city/daiwan/water-safety/unknown/snapshot/x"u8, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private TopicLookup Find(string topic, out DeviceTopic found) =>
        new DeviceTopicTable(_city, "city").Find(Encoding.UTF8.GetBytes(topic), out found);
}
