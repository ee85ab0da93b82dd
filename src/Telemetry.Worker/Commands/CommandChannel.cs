using System.Text;
using System.Text.Json.Nodes;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Commands;

/// <summary>
/// Sends a command to a device and leaves it in the outbox until the device itself answers: a broker that took the
/// message is not a camera that spoke. The id stays the same, so a device that gets it twice acts once.
/// </summary>
internal sealed class CommandChannel(ICommandPublisher publisher, CityInForce city, MqttOptions options, TimeProvider time) : INotificationChannel
{
    private static readonly TimeSpan BrokerTimeout = TimeSpan.FromSeconds(5);

    public string Name => ChannelName.Command;

    public async Task<SendResult> SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        if (city.City.FindDevice(entry.Target) is not { } device)
            return new SendResult(SendOutcome.Refused, $"device {entry.Target} is no longer in the inventory");

        // Relative to now: a device's clock may be off by years, and the time a command waited here is not its fault.
        JsonObject command = JsonNode.Parse(entry.Body)!.AsObject();
        command["ttlMs"] = Math.Max(1, entry.ExpiresAt - time.GetUtcNow().ToUnixTimeMilliseconds());
        byte[] payload = Encoding.UTF8.GetBytes(command.ToJsonString(CommandBody.Json));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(BrokerTimeout);
        try
        {
            // A device that was moved may still listen where it stood; it obeys a command once, however often it hears it.
            foreach (Area area in device.FormerAreas.Prepend(device.Area))
                await publisher.PublishAsync(Topic(device, area, options.Root), payload, limit.Token);
            return new SendResult(SendOutcome.AwaitingReply, "sent; the device has not answered yet");
        }
        catch (IOException e)
        {
            return new SendResult(SendOutcome.Recoverable, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.Recoverable, $"the broker did not take it within {DurationConverter.Format(BrokerTimeout)}");
        }
    }

    private static string Topic(Device device, Area area, string root) =>
        $"{root}/{area.Id}/{device.Kind.System.Id}/{device.Id}/command";
}
