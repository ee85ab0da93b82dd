using System.Text;
using Telemetry.Simulators.Running;

namespace Telemetry.Simulators.Tests.Support;

/// <summary>A broker that a test scripts: keeps what was published, answers at once unless told to hold answers back.</summary>
internal sealed class FakeConnection(ConnectionPlan plan, IConnectionListener listener) : IDeviceConnection
{
    private readonly List<TaskCompletionSource<PublishOutcome>> _held = [];

    public ConnectionPlan Plan { get; } = plan;

    public List<(string Topic, byte[] Payload, bool Retain)> Published { get; } = [];

    public bool IsConnected { get; private set; }

    public bool Connects { get; set; } = true;

    public bool HoldsAnswers { get; set; }

    public PublishOutcome Answer { get; set; } = PublishOutcome.Acknowledged;

    public bool IsClosed { get; private set; }

    public bool IsAborted { get; private set; }

    public IEnumerable<string> TextsOn(string topicEnd) =>
        Published.Where(p => p.Topic.EndsWith(topicEnd, StringComparison.Ordinal)).Select(p => Encoding.UTF8.GetString(p.Payload));

    public Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (Connects)
            Connect();
        return Task.CompletedTask;
    }

    public void Connect()
    {
        IsConnected = true;
        listener.Connected();
    }

    public void Lose(string reason)
    {
        IsConnected = false;
        listener.Disconnected(reason);
    }

    public void Deliver(string topic, string payload) => listener.Received(topic, Encoding.UTF8.GetBytes(payload));

    public Task<PublishOutcome> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain)
    {
        lock (Published)
            Published.Add((topic, payload.ToArray(), retain));
        if (!HoldsAnswers)
            return Task.FromResult(Answer);
        var held = new TaskCompletionSource<PublishOutcome>();
        _held.Add(held);
        return held.Task;
    }

    public void Release()
    {
        foreach (TaskCompletionSource<PublishOutcome> held in _held)
            held.TrySetResult(Answer);
        _held.Clear();
    }

    public Task CloseAsync(CancellationToken cancellationToken)
    {
        IsClosed = true;
        IsConnected = false;
        return Task.CompletedTask;
    }

    public Task AbortAsync()
    {
        IsAborted = true;
        IsConnected = false;
        return Task.CompletedTask;
    }
}
