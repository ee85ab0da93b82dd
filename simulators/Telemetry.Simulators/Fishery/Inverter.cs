using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Fishery;

/// <summary>
/// An inverter over the ponds: power goes with the sun, and is nothing at night. What it has made and what the sun has
/// sent count on over a restart.
/// </summary>
internal sealed class Inverter : TimedModel
{
    private readonly Sky _sky;
    private readonly Insolation _insolation;
    private readonly SeededRandom _sensors;
    private readonly double _ratedPower;
    private readonly double _performance;

    public Inverter(SimulatedDevice device, ulong seed, Sky sky, Insolation insolation, long startMs)
        : base(device, startMs)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _sky = sky;
        _insolation = insolation;
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _ratedPower = device.Parameter("rated_power", 2000);
        _performance = draw.Between(0.82, 0.89);
    }

    public override void Read(Reading reading)
    {
        double sun = _sky.Daylight.Fraction(NowMs);
        double power = _ratedPower * _performance * sun;
        reading.Add("power", Sensor.Read(power, 0.002 * power, 1, _sensors));
        reading.Add("irradiance", Sensor.Read(1000 * sun, 2 * sun, 0, _sensors));
        reading.Add("module_temperature", Sensor.Read(_sky.Weather.Temperature(NowMs) + 28 * sun, 0.1, 1, _sensors, minimum: -40));
        reading.Add("energy", Math.Floor(_ratedPower * _performance * _insolation.Total(NowMs)));
        reading.Add("insolation", Math.Round(_insolation.Total(NowMs), 3));
    }
}
