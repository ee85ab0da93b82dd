using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>The client against a server that the test scripts: lost connections.</summary>
public sealed class MqttClientReconnectTests : ScriptedServerTests
{
    [Fact]
    public async Task Reconnect_SessionPresent_DoesNotSubscribeAgainAndResends()
    {
        await using MqttClient client = Create(Subscribing() with { CleanStart = false, ClientId = "worker", SessionExpiry = TimeSpan.FromHours(1) });
        await client.StartAsync(default);
        Task<ReasonCode> published;
        using (ScriptedServer.Connection connection = await Server.AcceptConnectAsync())
        {
            await GrantAsync(connection);
            await client.WaitConnectedAsync(default).WaitAsync(Patience);
            published = client.PublishAsync("t", "x"u8.ToArray(), QualityOfService.AtLeastOnce, retain: false, default).AsTask();
            Assert.Equal(Wire.Hex(Wire.Packet(0x32, "\"t\" 0001 00 'x'")), await connection.ReadHexAsync());
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync("01 00 00");
        Assert.False(again.Connect!.CleanStart);
        Assert.Equal(Wire.Hex(Wire.Packet(0x3A, "\"t\" 0001 00 'x'")), await again.ReadHexAsync());
        await again.SendAsync("40 02 0001");
        Assert.Equal(ReasonCode.Success, await published.WaitAsync(Patience));
    }

    [Fact]
    public async Task Reconnect_SessionGone_SubscribesAgain()
    {
        await using MqttClient client = Create(Subscribing());
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await Server.AcceptConnectAsync())
            await GrantAsync(connection);
        using ScriptedServer.Connection again = await Server.AcceptConnectAsync();
        await GrantAsync(again);
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
    }

    [Fact]
    public async Task Reconnect_AssignedClientId_IsKept()
    {
        await using MqttClient client = Create(Options());
        await client.StartAsync(default);
        using (await Server.AcceptConnectAsync("00 00 07 12 0004 'auto'"))
        {
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync();
        Assert.Equal("auto", again.Connect!.ClientId);
    }

    [Fact]
    public async Task KeepAlive_ServerAsksForASecond_PingsAndNoticesADeadPeer()
    {
        await using MqttClient client = Create(Options());
        await client.StartAsync(default);
        using (ScriptedServer.Connection connection = await Server.AcceptConnectAsync("00 00 03 13 0001"))
        {
            Assert.Equal("c000", await connection.ReadHexAsync());
            await connection.SendAsync("d0 00");
            Assert.Equal("c000", await connection.ReadHexAsync());

            // The second ping is not answered.
            Assert.Null(await connection.ReadAsync());
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync();
        lock (States)
            Assert.Contains("Waiting the broker does not answer pings", States);
    }

    [Fact]
    public async Task StateChanged_HandlerThrows_DoesNotEndTheConnecting()
    {
        await using MqttClient client = Create(Options());
        client.StateChanged += static (_, _) => throw new InvalidOperationException("a handler's mistake");
        await client.StartAsync(default);
        using (await Server.AcceptConnectAsync())
        {
        }

        using ScriptedServer.Connection again = await Server.AcceptConnectAsync();
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
    }
}
