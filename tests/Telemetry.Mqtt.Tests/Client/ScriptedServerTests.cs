using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>What the tests of the client against a scripted server have in common.</summary>
public abstract class ScriptedServerTests : IDisposable
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private protected ScriptedServer Server { get; } = new();

    /// <summary>Every state and its reason, in order; locked by whoever looks.</summary>
    protected List<string> States { get; } = [];

    public void Dispose()
    {
        Server.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static async Task GrantAsync(ScriptedServer.Connection connection)
    {
        var subscribe = Assert.IsType<SubscribePacket>(await connection.ReadAsync());
        await connection.SendAsync(Wire.Packet(0x90, $"{subscribe.PacketId:x4} 00 01"));
    }

    protected MqttClientOptions Options() =>
        new() { Port = Server.Port, ReconnectDelay = TimeSpan.FromMilliseconds(10), ReconnectDelayMaximum = TimeSpan.FromMilliseconds(50) };

    protected MqttClientOptions Subscribing() => Options() with { Subscriptions = [new SubscriptionRequest("a/#", QualityOfService.AtLeastOnce)] };

    protected MqttClientOptions Resuming() => Options() with { CleanStart = false, ClientId = "worker", SessionExpiry = TimeSpan.FromHours(1) };

    protected MqttClient Create(MqttClientOptions options, IPublishReceiver? receiver = null)
    {
        var client = new MqttClient(options, receiver, TimeProvider.System, NullLogger<MqttClient>.Instance);
        client.StateChanged += (state, reason) =>
        {
            lock (States)
                States.Add($"{state} {reason}");
        };
        return client;
    }

    /// <summary>A client that is connected, and the server's end of it.</summary>
    private protected async Task<ScriptedServer.Connection> OpenAsync(MqttClient client, string connack = "00 00 00")
    {
        await client.StartAsync(default);
        ScriptedServer.Connection connection = await Server.AcceptConnectAsync(connack);
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
        return connection;
    }
}
