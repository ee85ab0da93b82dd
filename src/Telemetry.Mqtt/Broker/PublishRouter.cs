using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>Takes a message that was accepted to everybody it is for: the receiver, the subscribers, the retained messages.</summary>
internal sealed class PublishRouter(
    MatchCache matches, RetainedMessages retained, SharedGroups shared, IPublishReceiver? receiver, BrokerStatistics statistics)
{
    /// <summary>Completes when the receiver has room for more.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) =>
        receiver?.WaitForRoomAsync(cancellationToken) ?? ValueTask.CompletedTask;

    /// <summary>
    /// Hands a client's message to the receiver and, unless that refuses it, on to the subscribers. The receipts to wait
    /// for are the one returned and <see cref="Delivery.Kept"/>.
    /// </summary>
    public Receipt Publish(in PublishView view, in RoutedPublish message, PublishOrigin origin, Session? publisher, Delivery delivery)
    {
        Receipt receipt = receiver?.Receive(view, origin) ?? default;
        delivery.Begin();
        if (receipt.Reason < ReasonCode.UnspecifiedError)
            Distribute(message, publisher, delivery);
        return receipt;
    }

    /// <summary>Hands a message on to the subscribers, and retains it when it says so.</summary>
    public void Distribute(in RoutedPublish message, Session? publisher, Delivery delivery)
    {
        if (message.Retain)
            retained.Publish(message, delivery);
        foreach (ref readonly MatchTarget target in matches.Find(message.Topic, delivery.Found).AsSpan())
        {
            if (target.Group is not null)
                DistributeShared(message, target, delivery);
            else if (target.Session != publisher || (!target.NoLocal && target.Local.Length == 0))
                target.Session.Output.Deliver(message, target, isRetained: false, delivery);
            else if (target.Local.Length > 0)
                target.Session.Output.Deliver(message, target.Local[0], isRetained: false, delivery);
        }
    }

    /// <summary>Finds another client for the messages of shared subscriptions that were on their way to one that has gone.</summary>
    public void DistributeWithdrawn(Delivery delivery)
    {
        while (shared.Withdrawn.TryDequeue(out WithdrawnMessage withdrawn))
        {
            delivery.Begin(withdrawn.Message);
            foreach (ref readonly MatchTarget target in matches.Find(withdrawn.Message.Topic, delivery.Found).AsSpan())
            {
                if (target.Group == withdrawn.Group)
                    DistributeShared(withdrawn.Message.View, target, delivery);
            }

            // Not before: a crash in between delivers it twice instead of never.
            withdrawn.From.ForgetWithdrawn(withdrawn.Sequence);
        }
    }

    /// <summary>Sends a new subscriber the retained messages that its filter matches [MQTT-3.3.1-9].</summary>
    /// <returns>False when the session has no room for more.</returns>
    public bool SendRetained(Subscription subscription, Delivery delivery)
    {
        var found = new List<StoredMessage>();
        retained.Find(subscription.Filter, found);
        MatchTarget target = MatchTarget.Of(subscription);
        for (int i = 0; i < found.Count; i++)
        {
            delivery.Begin(found[i]);
            if (subscription.Session.Output.Deliver(found[i].View, target, isRetained: true, delivery) != DropReason.QueueFull)
                continue;
            // A hundred thousand attempts more would only cost time.
            statistics.CountDropped(DropReason.QueueFull, found.Count - i - 1);
            return false;
        }

        return true;
    }

    /// <summary>Gives the message to the next member that can have it now; else to one whose session keeps it.</summary>
    private void DistributeShared(in RoutedPublish message, in MatchTarget target, Delivery delivery)
    {
        Subscription[] members = target.Members;
        int turn = target.Group!.NextTurn(members.Length);
        for (Demand demand = Demand.AtOnce; demand <= Demand.Kept; demand++)
        {
            for (int i = 0; i < members.Length; i++)
            {
                Subscription member = members[(turn + i) % members.Length];
                if (member.Session.Output.TryDeliver(message, MatchTarget.Of(member), demand, delivery))
                    return;
            }
        }

        statistics.CountDropped(DropReason.NoMember);
    }
}
