using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Payloads;

namespace Telemetry.Simulators.Running;

/// <summary>
/// One device: its physics, its sampling, its connection, its faults. Everything but the publishing itself happens on
/// the fleet's thread.
/// </summary>
internal sealed class DeviceAgent : IDeviceOutput
{
    private readonly DeviceModel _model;
    private readonly string _prefix;
    private readonly SampleSchedule _schedule;
    private readonly Outbox _outbox;
    private readonly ICommandReceiver? _commands;
    private readonly PayloadEncoder _encoder;
    private readonly Statistics _statistics;
    private readonly Reading _reading = new();
    private FaultKind _fault;
    private long _faultEndsMs = long.MaxValue;

    public DeviceAgent(DeviceModel model, FleetContext context)
    {
        _model = model;
        _prefix = model.Device.TopicPrefix(context.Root);
        _schedule = new SampleSchedule(model.Device.Id, context.Seed, model.Device.Interval * context.IntervalScale, context.StartMs);
        _outbox = new Outbox(_prefix, context.Statistics, context.Failed);
        _encoder = context.Encoder;
        _statistics = context.Statistics;
        if (model.HasSpeaker)
            _commands = new Speaker(Answer, model.Spoke);
        else if (model is ICommandable commandable)
            _commands = new Actuator(commandable, Answer);
    }

    public string Id => _model.Device.Id;

    public SimulatedDevice Device => _model.Device;

    /// <summary>True while the device has no power.</summary>
    public bool IsSilent => _fault == FaultKind.Silent;

    /// <summary>When <see cref="Run"/> wants to be called next, Unix milliseconds.</summary>
    public long NextWakeMs
    {
        get
        {
            long wake = Math.Min(_model.NextWakeMs, _faultEndsMs);
            return IsSilent ? _faultEndsMs : Math.Min(Math.Min(wake, _schedule.DueMs), _commands?.NextWakeMs ?? long.MaxValue);
        }
    }

    /// <summary>The way to connect; the will says what the device cannot say any more.</summary>
    public ConnectionPlan Plan => new(
        Id, _prefix + "/status", PayloadEncoder.Will(), _commands is null ? [] : [_prefix + "/command"])
    {
        Gateway = Gateways.Of(_model.Device),
    };

    public IDeviceConnection? Connection => _outbox.Connection;

    /// <summary>The device has power and a connection that tries to be up.</summary>
    public void Attach(IDeviceConnection connection) => _outbox.Connection = connection;

    /// <summary>The broker has accepted the device: it says that it is online and sends what it kept.</summary>
    public Task<PublishOutcome> ConnectedAsync(long nowMs)
    {
        Task<PublishOutcome> status = _outbox.StatusAsync(_encoder.Status(online: true, nowMs));
        _outbox.Flush();
        return status;
    }

    /// <summary>Does everything that is due.</summary>
    public void Run(long nowMs)
    {
        if (nowMs >= _faultEndsMs)
            End(_faultEndsMs);
        if (IsSilent)
            return;
        _schedule.Follow(nowMs);
        while (_schedule.DueMs <= nowMs)
        {
            long dueMs = _schedule.DueMs;
            _model.Advance(dueMs, this);
            _reading.Clear();
            _model.Read(_reading);
            _outbox.Sample(_encoder.Telemetry(dueMs, _schedule.Sequence, _reading));
            _schedule.Next();
        }

        _model.Advance(nowMs, this);
        _commands?.Advance(nowMs);
    }

    public void Receive(byte[] payload, long nowMs)
    {
        if (IsSilent || _commands is null)
            return;
        if (CommandMessage.Parse(payload) is { } command)
            _commands.Receive(command, nowMs);
        else
            _statistics.CountMalformedCommand();
    }

    /// <summary>A fault begins, or with <see cref="FaultKind.None"/> ends; another one that the device had ends first.</summary>
    /// <returns>The connection to abort, when the device loses its power.</returns>
    public IDeviceConnection? Begin(Fault fault, long nowMs)
    {
        if (_fault != FaultKind.None)
            End(nowMs);
        _fault = fault.Kind;
        if (fault.Kind == FaultKind.None)
            return null;
        _faultEndsMs = fault.Duration is { } duration ? nowMs + (long)duration.TotalMilliseconds : long.MaxValue;
        if (fault.Kind != FaultKind.Silent)
        {
            _model.Advance(nowMs, this);
            _model.Begin(fault, nowMs);
            return null;
        }

        IDeviceConnection? lost = _outbox.Connection;
        _outbox.Connection = null;
        _outbox.Forget();
        _commands?.Reset();
        return lost;
    }

    /// <summary>The process stops: the device says that it is offline, since after a DISCONNECT no will does.</summary>
    public async Task CloseAsync(long nowMs, CancellationToken cancellationToken)
    {
        if (_outbox.Connection is not { } connection)
            return;
        if (connection.IsConnected)
            await _outbox.StatusAsync(_encoder.Status(online: false, nowMs)).WaitAsync(cancellationToken).ConfigureAwait(false);
        await connection.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    void IDeviceOutput.Raise(DeviceEvent happened) => _outbox.Event(_encoder.Event(happened));

    void IDeviceOutput.Snapshot(string id, byte[] image) => _outbox.Snapshot(id, image);

    private void Answer(CommandReply reply) => _outbox.Reply(_encoder.Reply(reply));

    private void End(long nowMs)
    {
        FaultKind ended = _fault;
        _fault = FaultKind.None;
        _faultEndsMs = long.MaxValue;
        if (ended == FaultKind.Silent)
            _schedule.Skip(nowMs);
        else if (ended != FaultKind.None)
            _model.End(nowMs);
    }
}
