using System.Text;
using System.Threading.Channels;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>Keeps what it receives as text, and gives each message the next position of its log.</summary>
internal sealed class RecordingReceiver(IDurableLog? log = null) : IPublishReceiver
{
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private long _next;
    private Exception? _failure;

    /// <summary>The reason of the next receipts.</summary>
    public ReasonCode Reason { get; set; }

    /// <summary>Thrown by the next receipt.</summary>
    public Exception? Failure
    {
        get => _failure;
        set => _failure = value;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public Receipt Receive(in PublishView publish, PublishOrigin origin)
    {
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
            throw failure;
        _received.Writer.TryWrite($"{Encoding.UTF8.GetString(publish.Topic)} {Encoding.UTF8.GetString(publish.Payload)}{(publish.Retain ? " retained" : "")}{(publish.Duplicate ? " again" : "")}");
        return new Receipt(log, _next++, Reason);
    }

    public async Task<string> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _received.Reader.ReadAsync(limit.Token);
    }

    public bool TryNext(out string? received) => _received.Reader.TryRead(out received);
}
