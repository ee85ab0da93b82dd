using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Telemetry.Mqtt.Publishing;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>An MQTT 3.1.1 and 5.0 broker inside this process (docs/mqtt.md says what it does).</summary>
public sealed partial class MqttBroker : IAsyncDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly MqttBrokerOptions _options;
    private readonly IBrokerStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<MqttBroker> _logger;
    private readonly BrokerServices _services;
    private readonly RetainedMessages _retained;
    private readonly Compaction _compaction;
    private readonly ConnectionTable _connections;
    private readonly SysTopics _sys;
    private Listener? _listener;
    private ITimer? _timer;
    private int _isTicking;

    /// <summary>Makes a broker that does not listen yet.</summary>
    /// <param name="options">Limits and the address.</param>
    /// <param name="access">Who may do what.</param>
    /// <param name="receiver">Gets every message a client publishes before it is acknowledged; null for a broker by itself.</param>
    /// <param name="store">Keeps retained messages and sessions over a restart; see <see cref="TransientBrokerStore"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Single connections at Debug, faults of the broker at Error.</param>
    /// <exception cref="ArgumentException">Options out of range; the message lists every one.</exception>
    public MqttBroker(MqttBrokerOptions options, IAccessPolicy access, IPublishReceiver? receiver, IBrokerStore store, TimeProvider time, ILogger<MqttBroker> logger)
    {
        if (options.Validate() is { Count: > 0 } mistakes)
            throw new ArgumentException(string.Join(" ", mistakes), nameof(options));
        _options = options;
        _store = store;
        _time = time;
        _logger = logger;
        var log = new OperationLog(store);
        var tree = new SubscriptionTree<Subscription>(options.MaximumSubscriptionLevels);
        Statistics.CountSubscriptions = () => tree.Count;
        var wills = new Wills(log);
        var shared = new SharedGroups();
        var sessions = new SessionTable(new SessionServices(options, tree, shared, log, wills, Statistics, time));
        _retained = new RetainedMessages(options, Statistics, log, time);
        var router = new PublishRouter(new MatchCache(tree), _retained, shared, receiver, Statistics);
        _services = new BrokerServices(options, access, router, sessions, wills, Statistics, time, logger);
        _connections = new ConnectionTable(_services);
        _sys = new SysTopics(options.SysInterval, Statistics, sessions, router, time);
        _compaction = new Compaction(options, store, log, sessions, _retained, wills, Statistics);
    }

    /// <summary>The addresses listened on; empty before the start.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints => _listener?.Endpoints ?? [];

    /// <summary>True while every address accepts connections: false before the start, after the stop, and when no more can be opened.</summary>
    public bool IsListening => _listener?.IsAccepting == true;

    /// <summary>Counters.</summary>
    public BrokerStatistics Statistics { get; } = new();

    /// <summary>Replays the store and begins to listen.</summary>
    /// <exception cref="IOException">The address cannot be listened on; the message names it and the options.</exception>
    /// <exception cref="InvalidDataException">The store holds something this version cannot read.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_listener is not null)
            throw new InvalidOperationException("The broker has been started before.");
        _store.Replay(Restore);
        _services.Sessions.FinishRestore();
        _services.Wills.FinishRestore(_services.Sessions);
        // Before their clients come back and say the opposite.
        _services.PublishDueWills(new Delivery());
        _sys.Step(new Delivery());
        _listener = Listener.Open(_options, _connections, _time, _logger);
        _timer = _time.CreateTimer(_ => Tick(), null, TickInterval, TickInterval);
        foreach (IPEndPoint endpoint in Endpoints)
            LogListening(_logger, endpoint);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Publishes a message of this process to the subscribers; the receiver does not get it. Completes when it is kept
    /// for the persistent sessions it goes to.
    /// </summary>
    /// <exception cref="ArgumentException">The topic is no valid topic name.</exception>
    public ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, QualityOfService qos, bool retain, CancellationToken cancellationToken)
    {
        byte[] name = Encoding.UTF8.GetBytes(topic);
        if (!TopicName.IsValid(name))
            throw new ArgumentException($"'{topic}' is not a topic name.", nameof(topic));
        cancellationToken.ThrowIfCancellationRequested();
        var delivery = new Delivery();
        delivery.Begin();
        var message = new RoutedPublish { Topic = name, Payload = payload.Span, QualityOfService = qos, Retain = retain };
        _services.Router.Distribute(message, publisher: null, delivery);
        delivery.Flush();
        if (delivery.Kept.IsDurable)
            return ValueTask.CompletedTask;
        var commit = new CommitAwaiter(delivery.Kept);
        delivery.Kept.Log!.Await(commit);
        commit.Acknowledge();
        return new ValueTask(commit.Task.WaitAsync(cancellationToken));
    }

    /// <summary>
    /// What the access policy says has changed: clients that may not stay are disconnected (0x87 in 5.0) and their sessions
    /// end; the others lose the subscriptions that they may not have any more, and what waits to be sent because of them.
    /// Sessions of clients that are away are judged when they come back.
    /// </summary>
    public void ReviewAccess()
    {
        foreach (Session session in _services.Sessions.Snapshot())
        {
            if (!session.TryReview())
                _services.Sessions.Expel(session);
        }
    }

    /// <summary>
    /// Tells the clients that the broker goes (0x8B in 5.0) and closes. Sessions and wills stay in the store:
    /// the next start publishes, as after a crash, the wills of clients that were connected.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is not null)
            await _listener.DisposeAsync().ConfigureAwait(false);
        await _connections.CloseAllAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        // Last: until then the clock bounds the wait for a peer that does not close.
        if (_timer is not null)
            await _timer.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _services.Dispose();
    }

    private void Restore(ReadOnlySpan<byte> bytes)
    {
        BrokerOperation operation = BrokerOperation.Read(bytes);
        switch (operation.Kind)
        {
            case BrokerOperationKind.RetainedSet or BrokerOperationKind.RetainedCleared:
                _retained.Restore(operation);
                break;
            case BrokerOperationKind.WillSet or BrokerOperationKind.WillCleared:
                _services.Wills.Restore(operation);
                break;
            case BrokerOperationKind.Compacted:
                break;
            default:
                _services.Sessions.Restore(operation);
                break;
        }
    }

    private void Tick()
    {
        // A tick that takes longer than a second is not run beside itself.
        if (Interlocked.Exchange(ref _isTicking, 1) != 0)
            return;
        try
        {
            _connections.CheckTime();
            long nowMs = _services.NowMs;
            foreach (Session session in _services.Sessions.Snapshot())
            {
                if (session.ExpiresAtMs <= nowMs)
                    _services.Sessions.End(session);
            }

            var delivery = new Delivery();
            _services.Router.DistributeWithdrawn(delivery);
            delivery.Flush();
            _services.PublishDueWills(delivery);
            _retained.Sweep();
            _sys.Step(delivery);
            _compaction.Step();
        }
        catch (Exception e)
        {
            // The store no longer takes anything, most likely. Out of a timer an exception would end the process, and
            // with it the traffic that needs no store.
            LogTickFailed(_logger, e);
        }
        finally
        {
            Volatile.Write(ref _isTicking, 0);
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "MQTT broker listens on {Endpoint}.")]
    private static partial void LogListening(ILogger logger, IPEndPoint endpoint);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Error, Message = "The broker's housekeeping failed.")]
    private static partial void LogTickFailed(ILogger logger, Exception exception);
}
