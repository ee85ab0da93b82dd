using System.Text;
using System.Threading.Channels;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>Keeps what a client receives; acknowledges at once, or not before <see cref="Release"/>.</summary>
internal sealed class ContractReceiver(bool holds = false) : IPublishReceiver, IDurableLog
{
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private readonly Lock _gate = new();
    private readonly HashSet<PublishOrigin> _waiting = [];
    private long _next;
    private long _committed = holds ? 0 : long.MaxValue;

    public long CommittedPosition => Volatile.Read(ref _committed);

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public Receipt Receive(in PublishView publish, PublishOrigin origin)
    {
        string payload = publish.Payload.Length > 1_000 ? $"{publish.Payload.Length} bytes" : Encoding.UTF8.GetString(publish.Payload);
        _received.Writer.TryWrite($"{Encoding.UTF8.GetString(publish.Topic)} {payload}{(publish.Retain ? " retained" : "")}");
        return new Receipt(this, _next++);
    }

    public void Await(PublishOrigin origin)
    {
        lock (_gate)
            _waiting.Add(origin);
    }

    /// <summary>Everything below this position is safe.</summary>
    public void Release(long position)
    {
        PublishOrigin[] waiting;
        lock (_gate)
        {
            Volatile.Write(ref _committed, position);
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (PublishOrigin origin in waiting)
            origin.Acknowledge();
    }

    public async Task<string> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await _received.Reader.ReadAsync(limit.Token);
    }

    public bool TryNext(out string? received) => _received.Reader.TryRead(out received);
}
