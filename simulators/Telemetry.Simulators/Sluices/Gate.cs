using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Payloads;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Sluices;

/// <summary>
/// A sluice gate that lets a little water through by day and less at night, as the canal's programme says, until somebody
/// moves it by command. With <c>jam</c> something is stuck under it: the hoist pulls more than 110 % of its rated load and
/// the gate stops.
/// </summary>
internal sealed class Gate : SteppedModel, ICommandable
{
    private const double MillimetresPerSecond = 5;
    private const double JamSeconds = 8;

    private readonly Rain _rain;
    private readonly SeededRandom _sensors;
    private readonly Ripple _canal;
    private readonly double _fullOpening;
    private readonly double _ratedLoad;
    private readonly double _upstream;
    private readonly double _head;
    private readonly double _day;
    private readonly double _night;
    private double _opening;
    private double _target;
    private double _load;
    private double _jam;
    private bool _isCommanded;
    private bool _wasStopped;
    private bool _isJammed;

    public Gate(SimulatedDevice device, ulong seed, Sky sky, long startMs)
        : base(device)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _rain = sky.Rain;
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _canal = new Ripple(seed, device.Id + "/canal", TimeSpan.FromHours(12));
        _fullOpening = device.Parameter("full_opening", 3000);
        _ratedLoad = device.Parameter("rated_hoist_load", 160);
        _upstream = draw.Between(30.5, 31.5);
        _head = draw.Between(0.5, 0.9);
        _day = Math.Round(draw.Between(250, 400));
        _night = Math.Round(draw.Between(100, 200));
        _load = 0.3 * _ratedLoad;
        _opening = _target = Programme(startMs);
        Settle(startMs, TimeSpan.FromMinutes(5));
    }

    public (string State, string? Detail)? Outcome =>
        _isJammed ? ("failed", "the hoist was overloaded") : _wasStopped ? ("failed", "stopped") : IsMoving ? null : ("done", null);

    private bool IsMoving => _opening != _target;

    private string State => _isJammed
        ? "fault"
        : IsMoving ? (_target > _opening ? "opening" : "closing")
        : _wasStopped ? "stopped"
        : _opening <= 0 ? "closed"
        : _opening >= _fullOpening ? "open" : "part-open";

    public bool NeedsSelection(string command) => command == "move";

    public string? Refusal(CommandMessage command)
    {
        if (command.Name == "stop")
            return null;
        if (command.Name != "move")
            return $"unknown command '{command.Name}'";
        double opening = command.Number("opening");
        if (!(opening >= 0 && opening <= _fullOpening))
            return $"args.opening must be 0 to {_fullOpening:0} mm";
        return _load > 1.1 * _ratedLoad ? "overload" : null;
    }

    public void Execute(CommandMessage command, long nowMs)
    {
        _isCommanded = true;
        _wasStopped = command.Name == "stop" && IsMoving;
        _target = command.Name == "stop" ? _opening : command.Number("opening");
    }

    public override void Begin(Fault fault, long nowMs)
    {
        if (fault.Kind == FaultKind.Jam)
            _jam = fault.Size;
    }

    public override void End(long nowMs)
    {
        _jam = 0;
        _isJammed = false;
        _isCommanded = false;
    }

    public override void Read(Reading reading)
    {
        double upstream = _upstream + 0.06 * _canal.At(NowMs) + 0.004 * (_rain.Total(NowMs) - _rain.Total(NowMs - Calendar.DayMs));
        reading.Add("opening", Math.Round(_opening));
        reading.Add("target_opening", Math.Round(_target));
        reading.Add("hoist_load", Sensor.Read(_load, 0.3, 1, _sensors));
        reading.Add("limit_open", _opening >= _fullOpening);
        reading.Add("limit_closed", _opening <= 0);
        reading.Add("upstream_level", Sensor.Read(upstream, 0.003, 2, _sensors));
        reading.Add("downstream_level", Sensor.Read(upstream - _head, 0.003, 2, _sensors));
        reading.Add("local_mode", false);
        reading.Add("emergency_stop", false);
        reading.Add("faulty", _isJammed);
        reading.Add("position_age", _sensors.Below(3));
        reading.Add("state", State);
    }

    protected override void Step(long nowMs, double seconds)
    {
        if (!_isCommanded && !_isJammed)
            _target = Programme(nowMs);

        // Whatever is stuck under the gate is felt at once: the gate was about to move.
        double load = _jam > 0 ? (1.05 + 0.25 * _jam) * _ratedLoad : (IsMoving ? 0.6 : 0.3) * _ratedLoad;
        _load = Lag.Toward(_load, load, seconds, _jam > 0 ? JamSeconds : 2);
        if (_load > 1.1 * _ratedLoad)
        {
            _isJammed = true;
            _target = _opening;
        }

        if (_jam > 0)
            return;
        double way = _target - _opening;
        _opening += Math.Clamp(way, -MillimetresPerSecond * seconds, MillimetresPerSecond * seconds);
    }

    private double Programme(long nowMs) => Weather.HourOfDay(nowMs) is >= 6 and < 18 ? _day : _night;
}
