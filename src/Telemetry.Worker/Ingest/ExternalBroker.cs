using Telemetry.Mqtt;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Inputs;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// A broker elsewhere: the worker is its client, with a persistent session under a fixed id, so that the broker keeps
/// what arrives while the worker is away.
/// </summary>
internal sealed class ExternalBroker(MqttClient client, MqttOptions options) : IHostedService, ICommandPublisher, INoticePublisher, IIngestState
{
    public bool IsUp => client.State == MqttConnectionState.Connected;

    public string Description => $"{options.Host}:{options.Port}";

    public MqttClient Client => client;

    public Task StartAsync(CancellationToken cancellationToken) => client.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => client.StopAsync(cancellationToken);

    public ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        PublishAsync(topic, payload, retain: false, cancellationToken);

    public async ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellationToken)
    {
        if (!IsUp)
            throw new IOException($"the broker {Description} is not connected");
        ReasonCode reason = await client.PublishAsync(topic, payload, QualityOfService.AtLeastOnce, retain, cancellationToken);
        if (reason >= ReasonCode.UnspecifiedError)
            throw new IOException($"the broker {Description} refused the message: {reason}");
    }

    /// <summary>Most of what a calm broker delivers within this time comes in one read.</summary>
    private static readonly TimeSpan DefaultReadFill = TimeSpan.FromMilliseconds(4);

    public static MqttClientOptions ClientOptions(MqttOptions options, bool withInputs) => new()
    {
        Host = options.Host,
        Port = options.Port,
        ClientId = options.ClientId,
        UserName = options.Username,
        Password = options.Password,
        CleanStart = false,
        SessionExpiry = TimeSpan.FromDays(7),
        ReceiveMaximum = (ushort)options.ReceiveMaximum,
        MaximumPacketSize = options.MaximumPacketBytes,
        ReadFill = options.ReadFill ?? DefaultReadFill,
        Tls = options.Tls ? new MqttTlsOptions { CaFile = options.CaFile } : null,
        Subscriptions =
        [
            .. Channels.Select(channel => $"{options.Root}/+/+/+/{channel}").Concat(withInputs ? [InputIntake.Topic(options.Root)] : [])
                .Select(filter => new SubscriptionRequest(filter, QualityOfService.AtLeastOnce)),
        ],
    };

    /// <summary>What devices send; commands, which the worker sends itself, are not among them.</summary>
    private static readonly string[] Channels = ["telemetry", "event", "status", "snapshot/+", "command/reply"];
}
