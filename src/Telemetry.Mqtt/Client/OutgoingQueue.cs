namespace Telemetry.Mqtt.Client;

/// <summary>
/// How many messages at QoS 1 and 2 there are, those of them that were never sent, and the calls that wait for room in
/// the order they came. Guarded by the gate of its owner.
/// </summary>
internal sealed class OutgoingQueue(MqttClientOptions options)
{
    private readonly Queue<OutgoingPublish> _queue = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private int _count;
    private long _bytes;

    /// <summary>Messages queued or on the way. May be read without the gate.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool TryAdd(OutgoingPublish message)
    {
        if (_waiting.Count > 0 || !HasRoom(message))
            return false;
        Add(message);
        return true;
    }

    public Waiter Wait(OutgoingPublish message)
    {
        var waiter = new Waiter(message, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiting.AddLast(waiter);
        return waiter;
    }

    /// <summary>A call does not wait any more; it may have stood in the way of a smaller message.</summary>
    public void Abandon(Waiter waiter)
    {
        _waiting.Remove(waiter);
        Admit();
    }

    public bool TryDequeue([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out OutgoingPublish message) => _queue.TryDequeue(out message);

    /// <summary>Puts messages that still count back to the front.</summary>
    public void PutBack(IReadOnlyList<OutgoingPublish> messages)
    {
        if (messages.Count == 0)
            return;
        OutgoingPublish[] behind = [.. _queue];
        _queue.Clear();
        foreach (OutgoingPublish message in messages.Concat(behind))
            _queue.Enqueue(message);
    }

    /// <summary>A message is over.</summary>
    public void Remove(OutgoingPublish message)
    {
        _bytes -= message.Length;
        Volatile.Write(ref _count, _count - 1);
        Admit();
    }

    public void Cancel()
    {
        foreach (OutgoingPublish message in _queue)
            message.Cancel();
        foreach (Waiter waiter in _waiting)
        {
            waiter.Message.Cancel();
            waiter.Admission.TrySetResult();
        }

        _waiting.Clear();
    }

    // A message larger than the whole queue gets in when it is alone.
    private bool HasRoom(OutgoingPublish message) =>
        _count == 0 || (_count < options.MaximumQueuedMessages && _bytes + message.Length <= options.MaximumQueuedBytes);

    private void Add(OutgoingPublish message)
    {
        Volatile.Write(ref _count, _count + 1);
        _bytes += message.Length;
        _queue.Enqueue(message);
    }

    private void Admit()
    {
        while (_waiting.First is { } first && HasRoom(first.Value.Message))
        {
            _waiting.RemoveFirst();
            Add(first.Value.Message);
            first.Value.Admission.TrySetResult();
        }
    }

    /// <summary>A call that waits for room.</summary>
    public sealed record Waiter(OutgoingPublish Message, TaskCompletionSource Admission);
}
