using Telemetry.Mqtt.Publishing;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// What the broker knows of one client identifier: subscriptions and the messages on their way, with or without a
/// connection (MQTT 5.0, section 4.1). Lock order: session, then subscription tree, outbox or store.
/// </summary>
internal sealed class Session
{
    private readonly Lock _gate = new();
    private readonly SessionServices _services;
    private readonly SessionLog _log;
    private readonly Dictionary<byte[], Subscription> _subscriptions = new(TopicBytesComparer.Instance);
    private TimeSpan _expiry;
    private long _expiresAtMs = long.MaxValue;

    public Session(string clientId, SessionServices services)
    {
        ClientId = clientId;
        _services = services;
        _log = new SessionLog(services.Log, clientId);
        Incoming = new IncomingIds(_log);
        Output = new SessionOutput(_gate, _log, services);
    }

    public string ClientId { get; }

    /// <summary>QoS 2 from the client.</summary>
    public IncomingIds Incoming { get; }

    public SessionOutput Output { get; }

    /// <summary>True when a new connection may go on with it: one without expiry ends with the connection it has.</summary>
    public bool IsResumable => !IsEnded && _expiry > TimeSpan.Zero && ExpiresAtMs > _services.NowMs;

    /// <summary>True once the session is over; nothing is done with it any more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>When a session without a connection ends, in Unix milliseconds; <see cref="long.MaxValue"/> while it has one.</summary>
    public long ExpiresAtMs => Volatile.Read(ref _expiresAtMs);

    /// <summary>When the will of the client, which is away, is due: after its delay, and at the latest when the session ends.</summary>
    public long WillDueMs(Will will)
    {
        long expiryMs = (long)_expiry.TotalMilliseconds;
        return ExpiresAtMs - expiryMs + Math.Min((long)will.Delay.TotalMilliseconds, expiryMs);
    }

    /// <summary>
    /// Gives the session to a connection, which writes its CONNACK in between: nothing may come before it, and
    /// redelivery comes right after it.
    /// </summary>
    /// <returns>False when the session ended meanwhile; <paramref name="previous"/> is who held it before.</returns>
    public bool TryAttach(BrokerConnection connection, TimeSpan expiry, bool isResumed, out BrokerConnection? previous)
    {
        lock (_gate)
        {
            previous = Output.Connection;
            if (IsEnded)
                return false;
            Volatile.Write(ref _expiresAtMs, long.MaxValue);
            bool wasKept = _log.IsKept;
            _expiry = expiry;
            if (expiry > TimeSpan.Zero || wasKept)
                _log.Opened(expiry, Output.NextSequence);
            // A kept session that is resumed without expiry still holds what it promised, until its connection ends.
            _services.Wills.Attach(this, connection.Terms.Will);
            connection.Terms.Session = this;
            if (isResumed)
                DropForbidden(connection, alsoSent: true);
            connection.WriteConnack(isResumed);
            Output.Resume(connection);
            return true;
        }
    }

    /// <summary>The connection is over. False when another one has taken the session already.</summary>
    /// <param name="connection">Who held it.</param>
    /// <param name="expiry">The expiry the client asked for in DISCONNECT; null leaves it as it was.</param>
    public bool Detach(BrokerConnection connection, TimeSpan? expiry)
    {
        lock (_gate)
        {
            if (Output.Connection != connection || IsEnded)
                return false;
            Output.Connection = null;
            _expiry = expiry ?? _expiry;
            Output.Withdraw(alsoSent: false);
            long nowMs = _services.NowMs;
            Volatile.Write(ref _expiresAtMs, nowMs + (long)_expiry.TotalMilliseconds);
            if (_expiry > TimeSpan.Zero)
                _log.Closed(_expiry, nowMs);
            return true;
        }
    }

    /// <summary>What a client may do has changed: takes from a connected one what it may not have any more. False when it may not even stay.</summary>
    public bool TryReview()
    {
        lock (_gate)
        {
            if (IsEnded || Output.Connection is not { } connection)
                return true;
            if (!connection.MayStay())
                return false;
            DropForbidden(connection, alsoSent: false);
            return true;
        }
    }

    /// <summary>Ends the session with all it holds; returns the connection that held it.</summary>
    /// <param name="onlyWhenAway">True: not while it has a connection.</param>
    public BrokerConnection? End(bool onlyWhenAway)
    {
        lock (_gate)
        {
            if (IsEnded || (onlyWhenAway && Output.Connection is not null))
                return null;
            BrokerConnection? connection = Output.Connection;
            Incoming.Close();
            _log.Ended();
            Forget();
            return connection;
        }
    }

    /// <summary>As <see cref="End"/>, for a session whose end is in the log already. The gate is held, or nobody else is there.</summary>
    public void Forget()
    {
        IsEnded = true;
        foreach (Subscription subscription in _subscriptions.Values)
            LetGo(subscription);
        _subscriptions.Clear();
        Output.Withdraw(alsoSent: true);
        Output.Close();
    }

    /// <summary>Makes or replaces a subscription [MQTT-3.8.4-3].</summary>
    /// <param name="subscription">With a valid filter that the client may use.</param>
    /// <param name="isNew">False when it took the place of one with the same filter.</param>
    /// <param name="kept">The receipt SUBACK waits for.</param>
    public ReasonCode Subscribe(Subscription subscription, out bool isNew, ref Receipt kept)
    {
        lock (_gate)
        {
            isNew = true;
            if (IsEnded)
                return ReasonCode.UnspecifiedError;
            if (!TryHold(subscription, out isNew))
                return ReasonCode.QuotaExceeded;
            kept = Later(kept, _log.Subscribed(subscription));
            return (ReasonCode)subscription.QualityOfService;
        }
    }

    /// <summary>Ends a subscription; messages already on their way still come [MQTT-3.10.4-3].</summary>
    public ReasonCode Unsubscribe(ReadOnlySpan<byte> filter, ref Receipt kept)
    {
        lock (_gate)
        {
            if (!TryLetGo(filter))
                return ReasonCode.NoSubscriptionExisted;
            kept = Later(kept, _log.Unsubscribed(filter));
            return ReasonCode.Success;
        }
    }

    /// <summary>Takes an operation of a replay; nobody else uses the session yet.</summary>
    public void Restore(in BrokerOperation operation)
    {
        _log.MarkKept();
        switch (operation.Kind)
        {
            case BrokerOperationKind.SessionOpened:
                _expiry = TimeSpan.FromSeconds(operation.Seconds);
                _expiresAtMs = long.MaxValue;
                break;
            case BrokerOperationKind.SessionClosed:
                _expiry = TimeSpan.FromSeconds(operation.Seconds);
                _expiresAtMs = operation.Number + (long)_expiry.TotalMilliseconds;
                break;
            case BrokerOperationKind.Subscribed:
                TryHold(Subscription.Restore(this, operation.Name, operation.Options, operation.Seconds), out _);
                break;
            case BrokerOperationKind.Unsubscribed:
                TryLetGo(operation.Name);
                break;
        }

        Incoming.Restore(operation);
        Output.Restore(operation, isOpen: _expiresAtMs == long.MaxValue);
    }

    /// <summary>The replay is over: a session that was connected when the broker died counts its expiry from now.</summary>
    public void FinishRestore()
    {
        if (_expiresAtMs == long.MaxValue)
            _expiresAtMs = _services.NowMs + (long)_expiry.TotalMilliseconds;
        Output.FinishRestore();
    }

    /// <summary>Appends the whole session to the log again.</summary>
    public void Rewrite()
    {
        lock (_gate)
        {
            if (IsEnded || !_log.IsKept)
                return;
            _log.Opened(_expiry, Output.HeadSequence);
            foreach (Subscription subscription in _subscriptions.Values)
                _log.Subscribed(subscription);
            Incoming.Rewrite();
            if (_expiresAtMs != long.MaxValue)
                _log.Closed(_expiry, _expiresAtMs - (long)_expiry.TotalMilliseconds);
            Output.Rewrite();
        }
    }

    // What the client was allowed when it subscribed it may not be allowed any more.
    private void DropForbidden(BrokerConnection connection, bool alsoSent)
    {
        Subscription[] forbidden = [.. _subscriptions.Values.Where(subscription => !connection.MaySubscribe(subscription.Pattern))];
        foreach (Subscription subscription in forbidden)
        {
            _subscriptions.Remove(subscription.Filter);
            LetGo(subscription);
            _log.Unsubscribed(subscription.Filter);
        }

        if (forbidden.Length > 0)
            Output.DropForbidden(connection, alsoSent);
    }

    private static Receipt Later(in Receipt earlier, in Receipt receipt) => receipt.Log is null ? earlier : receipt;

    private bool TryHold(Subscription subscription, out bool isNew)
    {
        isNew = !_subscriptions.TryGetValue(subscription.Filter, out Subscription? old);
        if (old is not null)
        {
            subscription.Group = old.Group;
            _services.Tree.Replace(subscription.Pattern, old, subscription);
        }
        else if (_subscriptions.Count >= _services.Options.MaximumSubscriptionsPerClient || !TryAdd(subscription))
        {
            return false;
        }

        _subscriptions[subscription.Filter] = subscription;
        return true;
    }

    private bool TryAdd(Subscription subscription)
    {
        if (TopicFilter.IsShared(subscription.Filter))
            subscription.Group = _services.Shared.Join(subscription.Filter);
        if (_services.Tree.TryAdd(subscription.Pattern, subscription))
            return true;
        if (subscription.Group is { } group)
            _services.Shared.Leave(group);
        return false;
    }

    private bool TryLetGo(ReadOnlySpan<byte> filter)
    {
        if (!_subscriptions.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(filter, out _, out Subscription? subscription))
            return false;
        LetGo(subscription);
        return true;
    }

    private void LetGo(Subscription subscription)
    {
        _services.Tree.Remove(subscription.Pattern, subscription);
        if (subscription.Group is { } group)
            _services.Shared.Leave(group);
    }
}
