using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>What a client has to get from any broker, in every version and quality that the broker knows.</summary>
public abstract class ClientContract(ContractServer server)
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A name of this test alone: the server lives for all of them.</summary>
    private readonly string _name = Guid.NewGuid().ToString("N")[..8];

    protected ContractServer Server { get; } = server;

    protected QualityOfService Best => Server.MaximumQualityOfService;

    protected IEnumerable<QualityOfService> Qualities => Enum.GetValues<QualityOfService>().Where(quality => quality <= Best);

    protected string Topic(string name) => $"{Server.Root}/{_name}/{name}";

    protected MqttClientOptions Options(MqttProtocolVersion version) => new()
    {
        Port = Server.Port,
        ProtocolVersion = version,
        ClientId = $"c{Guid.NewGuid():N}"[..20],
        ReconnectDelay = TimeSpan.FromMilliseconds(20),
        ReconnectDelayMaximum = TimeSpan.FromMilliseconds(500),
    };

    /// <summary>A session that stays, with one subscription.</summary>
    protected MqttClientOptions Staying(MqttProtocolVersion version, string filter) => Options(version) with
    {
        CleanStart = false,
        SessionExpiry = TimeSpan.FromHours(1),
        Subscriptions = [new(filter, Best)],
    };

    private protected static MqttClient Create(MqttClientOptions options, ContractReceiver? receiver = null) =>
        new(options, receiver, TimeProvider.System, NullLogger<MqttClient>.Instance);

    private protected static async Task<MqttClient> ConnectAsync(MqttClientOptions options, ContractReceiver? receiver = null)
    {
        MqttClient client = Create(options, receiver);
        await client.StartAsync(default);
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
        return client;
    }

    protected static async Task PublishAsync(MqttClient client, string topic, string payload, QualityOfService quality, bool retain = false)
    {
        ReasonCode reason = await client.PublishAsync(topic, Encoding.UTF8.GetBytes(payload), quality, retain, default).AsTask().WaitAsync(Patience);
        Assert.True(reason < ReasonCode.UnspecifiedError, reason.ToString());
    }

    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
