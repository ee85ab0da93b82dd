namespace Telemetry.Mqtt.Broker;

/// <summary>A session's messages on their way, out of the operation log and into it again. The gate is held, or nobody else is there.</summary>
internal static class OutgoingReplay
{
    /// <summary>Takes an operation of a replay.</summary>
    public static void Restore(OutgoingQueue queue, in BrokerOperation operation, bool isOpen)
    {
        switch (operation.Kind)
        {
            case BrokerOperationKind.SessionOpened:
                queue.StartAt(operation.Number);
                queue.MarkMaybeSent();
                break;
            case BrokerOperationKind.Enqueued:
                queue.Restore(operation.Number, SessionLog.Restore(operation, isOpen));
                break;
            case BrokerOperationKind.Released when queue.Contains(operation.Number):
                queue.Release(operation.Number);
                break;
            case BrokerOperationKind.Dequeued when queue.Contains(operation.Number):
                queue.Discard(operation.Number);
                break;
        }
    }

    /// <summary>Appends everything on its way to the log again.</summary>
    public static void Rewrite(OutgoingQueue queue, SessionLog log)
    {
        for (long sequence = queue.HeadSequence; sequence < queue.NextSequence; sequence++)
        {
            OutgoingMessage entry = queue[sequence];
            if (!entry.IsKept)
                continue;
            log.Enqueued(sequence, entry, entry.Message is { } message ? message.View : default);
            if (entry.State == OutgoingState.Released)
                log.Released(sequence);
        }
    }
}
