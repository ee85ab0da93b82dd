using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Payloads;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Fishery;

/// <summary>
/// A fish pond of late spring, whatever the calendar says: algae make oxygen by day, everything breathes it, so it is
/// lowest just after dawn; the pond's own controller runs the aerator below 4.8 mg/L until 6. With <c>oxygen</c> the
/// algae die off and the aerator draws no current: below 2.5 mg/L within an hour.
/// </summary>
internal sealed class Pond : SteppedModel, ICommandable
{
    private const double AeratorOn = 4.8;
    private const double AeratorOff = 6;
    private const double Respiration = 0.5;        // mg/L in an hour
    private const double Photosynthesis = 2.1;     // mg/L in an hour under a clear noon
    private const double SurfaceExchange = 0.04;   // 1/h
    private const double AeratorExchange = 0.45;   // 1/h
    private const double Fullest = 11.5;           // mg/L: beyond, bubbles take it away
    private const double DieOff = 7;               // mg/L in an hour

    private readonly Sky _sky;
    private readonly SeededRandom _sensors;
    private readonly double _vigour;
    private readonly double _warmth;
    private readonly double _aeratorAmperes;
    private double _oxygen;
    private double _dieOff;
    private bool _aerator;
    private bool? _told;

    public Pond(SimulatedDevice device, ulong seed, Sky sky, long startMs)
        : base(device)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _sky = sky;
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _vigour = draw.Between(0.9, 1.1);
        _warmth = draw.Between(-0.8, 0.8);
        _aeratorAmperes = draw.Between(3.8, 4.6);
        _oxygen = 7;
        Settle(startMs, TimeSpan.FromHours(30));
    }

    public (string State, string? Detail)? Outcome => ("done", null);

    private double Temperature => 21 + _warmth + 0.25 * (_sky.Weather.SmoothedTemperature(NowMs) - 4);

    private double Saturation => 14.6 - 0.39 * Temperature + 0.0052 * Temperature * Temperature;

    public bool NeedsSelection(string command) => false;

    public string? Refusal(CommandMessage command) =>
        command.Name != "aerator" ? $"unknown command '{command.Name}'" : double.IsNaN(command.Number("on")) ? "args.on must be true or false" : null;

    /// <summary>What it is told holds until the controller would do the same.</summary>
    public void Execute(CommandMessage command, long nowMs) => _aerator = (_told = command.Number("on") != 0).Value;

    public override void Begin(Fault fault, long nowMs)
    {
        if (fault.Kind == FaultKind.Oxygen)
            _dieOff = fault.Size;
    }

    public override void End(long nowMs) => _dieOff = 0;

    public override void Read(Reading reading)
    {
        reading.Add("dissolved_oxygen", Sensor.Read(_oxygen, 0.02, 2, _sensors));
        reading.Add("water_temperature", Sensor.Read(Temperature, 0.05, 1, _sensors));
        reading.Add("ph", Sensor.Read(7.5 + 0.11 * (_oxygen - 6), 0.01, 2, _sensors, maximum: 14));
        reading.Add("aerator_on", _aerator);
        reading.Add("aerator_current", _aerator && _dieOff == 0 ? Sensor.Read(_aeratorAmperes, 0.05, 1, _sensors) : 0);
    }

    protected override void Step(long nowMs, double seconds)
    {
        bool? wanted = _oxygen < AeratorOn ? true : _oxygen > AeratorOff ? false : null;
        if (_told == wanted)
            _told = null;
        _aerator = _told ?? wanted ?? _aerator;
        double exchange = SurfaceExchange + (_aerator && _dieOff == 0 ? AeratorExchange : 0);
        double made = (1 - Math.Min(1, _dieOff)) * Photosynthesis * _vigour * _sky.Daylight.Fraction(nowMs) * Math.Clamp((Fullest - _oxygen) / 3, 0, 1);
        double rate = made - Respiration * _vigour - DieOff * _dieOff * Math.Min(1, _oxygen / 2) + exchange * (Saturation - _oxygen);
        _oxygen = Math.Max(0.2, _oxygen + rate * seconds / 3600);
    }
}
