namespace Telemetry.Mqtt.Broker;

/// <summary>What becomes of a client's session and will when its connection has ended.</summary>
internal static class Departure
{
    /// <param name="connection">The connection that has ended.</param>
    /// <param name="session">Its session.</param>
    /// <param name="services">The broker's.</param>
    /// <param name="delivery">The reading thread's.</param>
    /// <param name="isGraceful">True after DISCONNECT with 0x00.</param>
    /// <param name="expiry">The expiry the client asked for in DISCONNECT; null leaves it as it was.</param>
    public static void Take(BrokerConnection connection, Session session, BrokerServices services, Delivery delivery, bool isGraceful, TimeSpan? expiry)
    {
        bool wasHeld = session.Detach(connection, expiry);
        bool isResumable = session.IsResumable;
        if (wasHeld && !isResumable)
            services.Sessions.End(session);
        services.Router.DistributeWithdrawn(delivery);
        delivery.Flush();
        if (connection.Terms.Will is not { } will)
            return;
        // It is not due before the broker is back: at its next start it is as after a crash.
        if (connection.ClosingReason == ReasonCode.ServerShuttingDown && !isGraceful)
            return;
        // A will with a delay waits for the client's return; when it is back already, its new connection has settled the will.
        if (isGraceful)
            services.Wills.Clear(will);
        else if (isResumable && will.Delay > TimeSpan.Zero)
            services.Wills.Schedule(will, session.WillDueMs(will));
        else if (services.Wills.TryTake(will))
            services.PublishWill(will, session, delivery);
        // What a client left behind that came back in the same moment.
        services.PublishDueWills(delivery);
    }
}
