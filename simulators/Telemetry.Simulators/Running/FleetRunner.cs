using System.Threading.Channels;

namespace Telemetry.Simulators.Running;

/// <summary>
/// Drives a fleet: one loop that wakes when something is due or arrives, so that thousands of devices cost one timer.
/// Connections come up beside it, a bounded number at a time; devices sample from the start and keep what they cannot
/// send yet.
/// </summary>
internal sealed class FleetRunner : IDisposable
{
    private const int MaximumConnecting = 48;
    private const int InputCapacity = 131_072;

    /// <summary>Wake-ups closer than this are one (real time).</summary>
    private static readonly TimeSpan Granularity = TimeSpan.FromMilliseconds(10);

    /// <summary>Real time after which the next device may connect even if this one has not.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(2);

    private readonly Fleet _fleet;
    private readonly IReadOnlyList<DeviceAgent> _agents;
    private readonly IConnector _connector;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _leastWait;
    private readonly IReporter _reporter;
    private readonly SemaphoreSlim _connecting = new(MaximumConnecting);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _allOnline = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<DeviceAgent> _online = [];

    // When full an input is lost: a repeated command or fault mends that, and wake-ups repeat themselves.
    private readonly Channel<FleetInput> _inputs = Channel.CreateBounded<FleetInput>(
        new BoundedChannelOptions(InputCapacity) { SingleReader = true });

    /// <param name="fleet">What to drive.</param>
    /// <param name="agents">The fleet's devices.</param>
    /// <param name="connector">The way to the broker.</param>
    /// <param name="clock">The simulated time.</param>
    /// <param name="speed">How much faster than the real time it runs.</param>
    /// <param name="reporter">Told of lost connections.</param>
    public FleetRunner(
        Fleet fleet, IReadOnlyList<DeviceAgent> agents, IConnector connector, TimeProvider clock, double speed, IReporter reporter)
    {
        _fleet = fleet;
        _agents = agents;
        _connector = connector;
        _clock = clock;
        _leastWait = Granularity * speed;
        _reporter = reporter;
        fleet.PowerOn += agent => Connect(agent);
        fleet.PowerLost += connection => _ = WatchAsync(connection.AbortAsync());
    }

    /// <summary>Completes when every device has been accepted and the broker has its first status.</summary>
    public Task AllOnline => _allOnline.Task;

    /// <summary>Ends a run because of an error that nobody expected.</summary>
    public void Fail(Exception error) => _failure.TrySetException(error);

    /// <summary>Runs until cancelled; then every device says that it is offline and disconnects.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IDeviceConnection control = OpenControl();
        _ = WatchAsync(control.ConnectAsync(_stopping.Token));
        _fleet.Start();
        try
        {
            Task loop = LoopAsync(cancellationToken);
            await (await Task.WhenAny(loop, _failure.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The way a run ends.
        }

        await CloseAsync(control).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _connecting.Dispose();
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        await using ITimer timer = _clock.CreateTimer(
            _ => Post(new FleetInput(FleetInputKind.Wake)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (true)
        {
            while (_inputs.Reader.TryRead(out FleetInput input))
                Handle(input);
            _fleet.RunDue(NowMs());
            TimeSpan wait = TimeSpan.FromMilliseconds(Math.Min(_fleet.NextWakeMs - NowMs(), 60_000));
            timer.Change(wait > _leastWait ? wait : _leastWait, Timeout.InfiniteTimeSpan);
            await _inputs.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Handle(in FleetInput input)
    {
        switch (input.Kind)
        {
            case FleetInputKind.Connected:
                _ = WatchAsync(GoOnlineAsync(input.Agent!, input.Agent!.ConnectedAsync(NowMs())));
                break;
            case FleetInputKind.Command:
                _fleet.Command(input.Agent!, input.Payload!, NowMs());
                break;
            case FleetInputKind.Fault:
                _fleet.FaultRequested(input.Topic, input.Payload!, NowMs());
                break;
            default:
                break;
        }
    }

    private async Task GoOnlineAsync(DeviceAgent agent, Task<PublishOutcome> status)
    {
        switch (await status.ConfigureAwait(false))
        {
            case PublishOutcome.Refused:
                _reporter.Warn($"the broker refuses the status of {agent.Id}: may this user publish for every device?");
                break;
            case PublishOutcome.Acknowledged:
                lock (_online)
                {
                    if (_online.Add(agent) && _online.Count == _agents.Count)
                        _allOnline.TrySetResult();
                }

                break;
            default:
                break;
        }
    }

    private void Connect(DeviceAgent agent)
    {
        IDeviceConnection connection = _connector.Open(agent.Plan, new Listener(this, agent));
        agent.Attach(connection);
        _ = WatchAsync(ConnectInTurnAsync(connection));
    }

    private async Task ConnectInTurnAsync(IDeviceConnection connection)
    {
        await _connecting.WaitAsync(_stopping.Token).ConfigureAwait(false);
        Task connected;
        try
        {
            // A device that the broker refuses goes on trying, but does not keep the others from their turn.
            connected = connection.ConnectAsync(_stopping.Token);
            await Task.WhenAny(connected, Task.Delay(LongestTurn, TimeProvider.System, _stopping.Token)).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }

        await connected.ConfigureAwait(false);
    }

    /// <summary>One more connection, which no device owns, listens for faults.</summary>
    private IDeviceConnection OpenControl() =>
        _connector.Open(
            new ConnectionPlan($"sim-control-{Environment.ProcessId}", null, default, ["sim/+/fault"]), new Listener(this, null));

    private async Task CloseAsync(IDeviceConnection control)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(4), TimeProvider.System);
        long nowMs = NowMs();
        try
        {
            await Task.WhenAll(_agents.Select(agent => agent.CloseAsync(nowMs, limit.Token)).Append(control.CloseAsync(limit.Token)))
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            _reporter.Warn("the broker did not answer in time; some devices could not say goodbye");
        }
    }

    private async Task WatchAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The run ends while a connection is being made.
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Post(FleetInput input) => _inputs.Writer.TryWrite(input);

    private long NowMs() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Listener(FleetRunner owner, DeviceAgent? agent) : IConnectionListener
    {
        public void Connected()
        {
            if (agent is not null)
                owner.Post(new FleetInput(FleetInputKind.Connected, agent));
        }

        public void Disconnected(string reason)
        {
            // A broker that stops at the same time, as under ./run, is no news.
            if (!owner._stopping.IsCancellationRequested)
                owner._reporter.Warn(reason);
        }

        public void Received(string topic, byte[] payload) =>
            owner.Post(agent is null
                ? new FleetInput(FleetInputKind.Fault, null, topic, payload)
                : new FleetInput(FleetInputKind.Command, agent, topic, payload));
    }
}
