using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Broker;

public class MqttBrokerOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreInRange() => Assert.Empty(new MqttBrokerOptions().Validate());

    [Fact]
    public void Validate_SeveralWrong_NamesEach()
    {
        var options = new MqttBrokerOptions { Host = " ", Port = 70_000, ReceiveMaximum = 0, ReadFill = TimeSpan.FromSeconds(1), MaximumPacketSize = 10, OutgoingTopicAliases = 1_025, SysInterval = TimeSpan.FromMilliseconds(1) };
        string mistakes = string.Join('\n', options.Validate());
        Assert.Equal(7, options.Validate().Count);
        foreach (string name in new[] { "Host", "Port is 70000, allowed are 0 to 65535", "ReceiveMaximum", "ReadFill", "MaximumPacketSize", "OutgoingTopicAliases", "SysInterval" })
            Assert.Contains(name, mistakes, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SysIntervalOff_IsWell() => Assert.Empty(new MqttBrokerOptions { SysInterval = TimeSpan.Zero }.Validate());

    [Fact]
    public void Constructor_WrongOptions_Throws()
    {
        var e = Assert.Throws<ArgumentException>(() => new MqttBroker(
            new MqttBrokerOptions { Port = -1 }, new OpenAccess(), null, new TransientBrokerStore(), TimeProvider.System, NullLogger<MqttBroker>.Instance));
        Assert.Contains("Port", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_PortInUse_NamesAddressPortAndOption()
    {
        await using TestBroker first = await TestBroker.StartAsync();
        var e = await Assert.ThrowsAsync<IOException>(() => TestBroker.StartAsync(new MqttBrokerOptions { Port = first.Port }));
        Assert.Contains($"127.0.0.1:{first.Port}", e.Message, StringComparison.Ordinal);
        Assert.Contains("Port", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.example")]
    [InlineData("203.0.113.77")]
    public async Task StartAsync_AddressOfAnotherMachine_SaysSo(string host)
    {
        var e = await Assert.ThrowsAsync<IOException>(() => TestBroker.StartAsync(new MqttBrokerOptions { Host = host }));
        Assert.Contains(host, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("*")]
    public async Task StartAsync_NamedHost_Listens(string host)
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { Host = host });
        using RawClient client = await RawClient.OpenAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, broker.Port));
        Assert.Equal(ReasonCode.Success, (await client.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c" })).ReasonCode);
    }
}
