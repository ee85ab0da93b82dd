using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Motors;

/// <summary>
/// A three-phase motor of a works with two shifts: it starts in the morning with six times its current, runs under a
/// changing load and stops in the evening. With <c>overheat</c> its cooling fails: the winding passes 130, 145 and
/// 155 degC within twenty minutes.
/// </summary>
internal sealed class Motor : SteppedModel
{
    private const double StartSeconds = 9;
    private const double WindingSeconds = 1500;
    private const double OverheatSeconds = 480;
    private const double PowerFactor = 0.86;

    private readonly SeededRandom _sensors;
    private readonly Ripple _loadRipple;
    private readonly Ripple _mains;
    private readonly double[] _phases;
    private readonly double _ratedPower;
    private readonly double _ratedVoltage;
    private readonly double _load;
    private readonly double _firstHour;
    private readonly double _lastHour;
    private readonly double _vibration;
    private readonly double _hall;
    private double _overheat;
    private double _winding;
    private double _sinceStart;
    private bool _running;

    public Motor(SimulatedDevice device, ulong seed, long startMs)
        : base(device)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _loadRipple = new Ripple(seed, device.Id + "/load", TimeSpan.FromMinutes(20));
        _mains = new Ripple(seed, "mains", TimeSpan.FromMinutes(30));
        _phases = [draw.Between(-0.003, 0.003), draw.Between(-0.003, 0.003), draw.Between(-0.003, 0.003)];
        _ratedPower = device.Parameter("rated_power", 55);
        _ratedVoltage = device.Parameter("rated_voltage", 380);
        _load = draw.Between(0.6, 0.8);
        _firstHour = draw.Between(6.5, 7.5);
        _lastHour = draw.Between(22, 23);
        _vibration = draw.Between(0.8, 1.5);
        _hall = draw.Between(16, 20);
        _winding = _hall;
        Settle(startMs, TimeSpan.FromHours(3));
    }

    private bool IsStarting => _running && _sinceStart < StartSeconds;

    private double Load => _load + 0.1 * _loadRipple.At(NowMs);

    public override void Begin(Fault fault, long nowMs)
    {
        if (fault.Kind == FaultKind.Overheat)
            _overheat = fault.Size;
    }

    public override void End(long nowMs) => _overheat = 0;

    public override void Read(Reading reading)
    {
        double voltage = _ratedVoltage * (1.01 + 0.015 * _mains.At(NowMs));
        double power = _running ? _ratedPower * Load * (IsStarting ? 1.08 : 1) : 0;
        double current = power * 1000 / (Math.Sqrt(3) * voltage * PowerFactor);
        if (IsStarting)
            current = 6 * _ratedPower * 1000 / (Math.Sqrt(3) * voltage * PowerFactor) * Math.Exp(-_sinceStart / StartSeconds);
        reading.Add("running", _running);
        reading.Add("starting", IsStarting);
        reading.Add("voltage_ab", Sensor.Read(voltage * (1 + _phases[0]), 0.1, 1, _sensors));
        reading.Add("voltage_bc", Sensor.Read(voltage * (1 + _phases[1]), 0.1, 1, _sensors));
        reading.Add("voltage_ca", Sensor.Read(voltage * (1 + _phases[2]), 0.1, 1, _sensors));
        reading.Add("current_a", Current(current, 0));
        reading.Add("current_b", Current(current, 1));
        reading.Add("current_c", Current(current, 2));
        reading.Add("frequency", Sensor.Read(50 + 0.04 * _mains.At(NowMs + 7_000_000), 0.005, 2, _sensors));
        reading.Add("winding_temperature", Sensor.Read(_winding, 0.1, 1, _sensors, minimum: -50));
        reading.Add("vibration", _running ? Sensor.Read(_vibration + 0.3 * Load, 0.03, 2, _sensors) : Sensor.Read(0.05, 0.01, 2, _sensors));
        reading.Add("power", Sensor.Read(power, 0.001 * power, 1, _sensors));
    }

    protected override void Step(long nowMs, double seconds)
    {
        double hour = Weather.HourOfDay(nowMs);
        bool running = (hour >= _firstHour && hour < _lastHour) || _overheat > 0;
        _sinceStart = running ? _running ? _sinceStart + seconds : 0 : 0;
        _running = running;
        double load = running ? _load + 0.1 * _loadRipple.At(nowMs) : 0;
        double target = _hall + 95 * load * load + 130 * _overheat;
        _winding = Lag.Toward(_winding, target, seconds, _overheat > 0 ? OverheatSeconds : WindingSeconds);
    }

    private double Current(double current, int phase) =>
        current > 0 ? Sensor.Read(current * (1 + 4 * _phases[phase]), 0.002 * current, 1, _sensors) : 0;
}
