using System.Collections.Concurrent;
using System.Text;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>Notes what it gets, and answers with receipts of a log that commits when a test says so; or at once.</summary>
internal sealed class RecordingReceiver(ManualLog? log = null) : IPublishReceiver
{
    public ConcurrentQueue<(string Topic, string Payload, bool IsWill, string ClientId, bool Retain)> Received { get; } = new();

    /// <summary>What to answer to a topic.</summary>
    public Func<string, ReasonCode> Judge { get; set; } = _ => ReasonCode.Success;

    /// <summary>Completes when there is room.</summary>
    public Func<CancellationToken, ValueTask> Room { get; set; } = _ => ValueTask.CompletedTask;

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => Room(cancellationToken);

    public Receipt Receive(in PublishView publish, PublishOrigin origin)
    {
        string topic = Encoding.UTF8.GetString(publish.Topic);
        Received.Enqueue((topic, Encoding.UTF8.GetString(publish.Payload), publish.IsWill, origin.ClientId, publish.Retain));
        return log?.Append(Judge(topic)) ?? new Receipt(null, 0, Judge(topic));
    }
}
