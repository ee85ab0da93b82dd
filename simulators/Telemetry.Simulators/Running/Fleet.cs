using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Payloads;

namespace Telemetry.Simulators.Running;

/// <summary>
/// All devices of a run, and what is due when. One thread at a time calls it; what has to wait (connecting, closing) is
/// handed out as tasks.
/// </summary>
/// <param name="agents">The devices.</param>
/// <param name="faults">Faults asked for at the start; their devices exist.</param>
/// <param name="startMs">Simulated time of the start, Unix milliseconds.</param>
/// <param name="reporter">Told of faults.</param>
internal sealed class Fleet(IReadOnlyList<DeviceAgent> agents, IEnumerable<ScheduledFault> faults, long startMs, IReporter reporter)
{
    private const long NotQueued = long.MinValue;

    private readonly Dictionary<string, DeviceAgent> _byId = agents.ToDictionary(agent => agent.Id);
    private readonly PriorityQueue<ScheduledFault, long> _faults = new(
        faults.Select(fault => (fault, startMs + (long)fault.After.TotalMilliseconds)));

    // An agent whose wake-up changed is queued anew; entries that no longer match are skipped.
    private readonly PriorityQueue<DeviceAgent, long> _due = new();
    private readonly Dictionary<DeviceAgent, long> _queued = [];

    /// <summary>Devices that lost their power: their connections are to be aborted.</summary>
    public event Action<IDeviceConnection>? PowerLost;

    /// <summary>Devices that need a connection: all at the start, and those whose power came back.</summary>
    public event Action<DeviceAgent>? PowerOn;

    /// <summary>When <see cref="RunDue"/> wants to be called next, Unix milliseconds.</summary>
    public long NextWakeMs
    {
        get
        {
            long fault = _faults.TryPeek(out _, out long faultMs) ? faultMs : long.MaxValue;
            return _due.TryPeek(out _, out long dueMs) ? Math.Min(dueMs, fault) : fault;
        }
    }

    public void Start()
    {
        foreach (DeviceAgent agent in agents)
        {
            PowerOn?.Invoke(agent);
            Queue(agent);
        }
    }

    public void RunDue(long nowMs)
    {
        while (_faults.TryPeek(out ScheduledFault? fault, out long faultMs) && faultMs <= nowMs)
        {
            _faults.Dequeue();
            Begin(_byId[fault.DeviceId], fault.Fault, faultMs);
        }

        while (_due.TryPeek(out DeviceAgent? agent, out long dueMs) && dueMs <= nowMs)
        {
            _due.Dequeue();
            if (_queued[agent] != dueMs)
                continue;
            _queued[agent] = NotQueued;
            Run(agent, nowMs);
        }
    }

    public void Command(DeviceAgent agent, byte[] payload, long nowMs)
    {
        agent.Receive(payload, nowMs);
        Queue(agent);
    }

    /// <summary>A message on <c>sim/{device}/fault</c>.</summary>
    public void FaultRequested(string topic, byte[] payload, long nowMs)
    {
        string id = topic.Split('/') is [_, { } device, _] ? device : topic;
        if (!_byId.TryGetValue(id, out DeviceAgent? agent))
            reporter.Warn($"{topic}: there is no device '{id}' here");
        else if (FaultMessage.TryParse(payload, out Fault? fault) is { } problem)
            reporter.Warn($"{topic}: {problem}");
        else if (Fault.Misfit(fault!.Kind, agent.Device) is { } misfit)
            reporter.Warn($"{topic}: {misfit}");
        else
            Begin(agent, fault, nowMs);
    }

    private void Begin(DeviceAgent agent, Fault fault, long nowMs)
    {
        reporter.Note(fault.Kind == FaultKind.None ? $"fault ended at {agent.Id}" : $"fault at {agent.Id}: {fault.Kind}");
        if (agent.Begin(fault, nowMs) is { } lost)
            PowerLost?.Invoke(lost);
        Run(agent, nowMs);
    }

    private void Run(DeviceAgent agent, long nowMs)
    {
        agent.Run(nowMs);
        if (!agent.IsSilent && agent.Connection is null)
            PowerOn?.Invoke(agent);
        Queue(agent);
    }

    private void Queue(DeviceAgent agent)
    {
        long wakeMs = agent.NextWakeMs;
        if (_queued.GetValueOrDefault(agent, NotQueued) == wakeMs)
            return;
        _queued[agent] = wakeMs;
        if (wakeMs != long.MaxValue)
            _due.Enqueue(agent, wakeMs);
    }
}
