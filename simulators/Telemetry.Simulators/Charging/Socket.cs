using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Payloads;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Charging;

/// <summary>
/// A place to charge a car, a tricycle or an e-bike in the estate: most of them from the evening on. With
/// <c>overheat</c> a bad plug gets hot while something charges: above 65 degC after some minutes, above 80 and smoking
/// soon after, until the power is cut by command; it stays cut until the fault is mended.
/// </summary>
internal sealed class Socket : TimedModel, ICommandable
{
    private const double HeatSeconds = 240;
    private const double OverheatKelvin = 85;
    private const double SmokeCelsius = 90;

    private readonly Sky _sky;
    private readonly ChargePlan _plan;
    private readonly HeldCounter _counter = new();
    private readonly SeededRandom _sensors;
    private readonly double _ratedPower;
    private readonly double _shelter;
    private double _rise;
    private double _drawnByFault;
    private bool _isCut;

    public Socket(SimulatedDevice device, ulong seed, Sky sky, long startMs)
        : base(device, startMs)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _sky = sky;
        _ratedPower = device.Parameter("rated_power", device.Kind switch { "car" => 7, "tricycle" => 1.5, _ => 0.5 });
        _plan = new ChargePlan(seed, device.Id, device.Kind, _ratedPower);
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _shelter = draw.Between(4, 7);
        _rise = RiseAt(Power);
    }

    public (string State, string? Detail)? Outcome => ("done", null);

    /// <summary>A hot plug is one in which something charges, whatever the plan says.</summary>
    private double Power => _isCut ? 0 : Math.Max(_plan.At(NowMs).Power(NowMs), SizeOf(FaultKind.Overheat) > 0 ? 0.85 * _ratedPower : 0);

    public bool NeedsSelection(string command) => false;

    public string? Refusal(CommandMessage command) => command.Name == "cut-power" ? null : $"unknown command '{command.Name}'";

    public void Execute(CommandMessage command, long nowMs)
    {
        _isCut = true;
        _counter.Hold(_plan.Energy(nowMs));
    }

    public override void End(long nowMs)
    {
        base.End(nowMs);
        Restore(nowMs);
    }

    public override void Read(Reading reading)
    {
        double power = Power;
        double voltage = 228 + 4 * Math.Cos((Weather.HourOfDay(NowMs) - 4) / 24 * Math.Tau) - 2 * power / _ratedPower;
        double temperature = _sky.Weather.Temperature(NowMs) + _shelter + _rise;
        reading.Add("temperature", Sensor.Read(temperature, 0.1, 1, _sensors, minimum: -40));
        reading.Add("voltage", Sensor.Read(voltage, 0.3, 1, _sensors));
        reading.Add("current", power > 0 ? Sensor.Read(power * 1000 / voltage, 0.01, 2, _sensors) : 0);
        reading.Add("power", power > 0 ? Sensor.Read(power, 0.002 * power, 3, _sensors) : 0);
        reading.Add("energy", Math.Round(_counter.Of(_plan.Energy(NowMs)) + _drawnByFault, 3));
        reading.Add("occupied", _plan.At(NowMs).Power(NowMs) > 0 || Fault is not null);
        reading.Add("smoke", temperature > SmokeCelsius);
    }

    protected override void Move(double seconds, IDeviceOutput output)
    {
        double power = Power, planned = _isCut ? 0 : _plan.At(NowMs).Power(NowMs);
        _drawnByFault += (power - planned) * seconds / 3600;
        double rise = RiseAt(power) + (power > 0 ? SizeOf(FaultKind.Overheat) * OverheatKelvin : 0);
        _rise = Lag.Toward(_rise, rise, seconds, HeatSeconds);

        // Without a fault to mend, the next vehicle finds the socket live again.
        if (_isCut && Fault is null && planned == 0 && _plan.At(NowMs).Power(NowMs) == 0)
            Restore(NowMs);
    }

    private double RiseAt(double power) => 14 * Math.Pow(power / _ratedPower, 2);

    private void Restore(long nowMs)
    {
        _isCut = false;
        _counter.Release(_plan.Energy(nowMs));
    }
}
