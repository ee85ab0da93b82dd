using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Flood;

/// <summary>What a station at a lake, a river or a road has: rain over it, a flood that somebody asks for, and a battery with a solar panel.</summary>
internal abstract class WaterStation : TimedModel
{
    private readonly Daylight _daylight;
    private readonly double _batteryOffset;

    /// <param name="spread">How far this place's part of the city's showers may lie from the whole.</param>
    protected WaterStation(SimulatedDevice device, ulong seed, Sky sky, long startMs, double spread)
        : base(device, startMs)
    {
        _daylight = sky.Daylight;
        Design = new SeededRandom(seed, device.Id + "/design");
        Sensors = new SeededRandom(seed, device.Id + "/sensors");
        Gauge = new RainGauge(sky.Rain, Design.Between(1 - spread, 1 + spread));
        _batteryOffset = Design.Between(-0.1, 0.1);
    }

    /// <summary>What is drawn once for the place.</summary>
    protected SeededRandom Design { get; }

    protected SeededRandom Sensors { get; }

    protected RainGauge Gauge { get; }

    /// <summary>What a flood has added to the level.</summary>
    protected double Flood { get; private set; }

    protected void ReadBattery(Reading reading) => reading.Add("battery_voltage", SolarBattery.Voltage(_daylight, NowMs, _batteryOffset));

    /// <summary>The flood rises or falls toward what it is to add.</summary>
    protected void Rise(double wanted, double seconds, double overSeconds) => Flood = Lag.Toward(Flood, wanted, seconds, overSeconds);

    /// <summary>What a flood has to add to bring a level up to a mark, by its size; nothing without one.</summary>
    protected double UpTo(double mark, double level, double size) => size > 0 ? size * (mark - level + Flood) : 0;
}
