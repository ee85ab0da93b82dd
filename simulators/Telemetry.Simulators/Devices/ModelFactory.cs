using Telemetry.Simulators.Cabins;
using Telemetry.Simulators.Cameras;
using Telemetry.Simulators.Charging;
using Telemetry.Simulators.ClosedLines;
using Telemetry.Simulators.Fishery;
using Telemetry.Simulators.Flood;
using Telemetry.Simulators.Heating;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Lifts;
using Telemetry.Simulators.Meters;
using Telemetry.Simulators.Motors;
using Telemetry.Simulators.Physics;
using Telemetry.Simulators.Sluices;

namespace Telemetry.Simulators.Devices;

/// <summary>Makes the physics of a run's devices: one weather, one plant, one sky over all of them.</summary>
internal sealed class ModelFactory
{
    private readonly ulong _seed;
    private readonly long _startMs;
    private readonly Sky _sky;
    private readonly HeatSource _source;
    private readonly Insolation _insolation;

    public ModelFactory(ulong seed, long startMs)
    {
        _seed = seed;
        _startMs = startMs;
        _sky = new Sky(seed);
        _source = new HeatSource(seed, _sky.Weather);
        _insolation = new Insolation(_sky.Daylight);
    }

    /// <summary>The systems that have a simulator.</summary>
    public static IReadOnlyList<string> Systems { get; } =
    [
        "heating", "water-safety", "cabin", "water-meter", "reservoir", "river", "sluice", "elevator", "motor", "closed-line", "fishery-pv", "charging",
    ];

    public Weather Weather => _sky.Weather;

    /// <summary>True for a kind of device that has a simulator.</summary>
    public static bool IsKnown(SimulatedDevice device) => (device.System, device.Kind) is
        ("heating", "station") or ("water-safety", "camera") or ("cabin", "cabin") or ("water-meter", "meter")
        or ("reservoir", "reservoir") or ("river", "gauge" or "road-water" or "slope") or ("sluice", "gate") or ("elevator", "lift")
        or ("motor", "motor") or ("closed-line", "line" or "machine-set") or ("fishery-pv", "pond" or "inverter")
        or ("charging", "car" or "tricycle" or "e-bike");

    /// <exception cref="ArgumentException">The kind has no simulator.</exception>
    public DeviceModel Create(SimulatedDevice device) => (device.System, device.Kind) switch
    {
        ("heating", "station") => new HeatingStation(device, _seed, Weather, _source, _startMs),
        ("water-safety", "camera") => new Camera(device, _seed, Weather, _sky.Daylight, _startMs),
        ("cabin", "cabin") => new Cabin(device, _seed, Weather, _startMs),
        ("water-meter", "meter") => new WaterMeter(device, _seed, _startMs),
        ("reservoir", "reservoir") => new Reservoir(device, _seed, _sky, _startMs),
        ("river", "gauge") => new RiverGauge(device, _seed, _sky, _startMs),
        ("river", "road-water") => new RoadWater(device, _seed, _sky, _startMs),
        ("river", "slope") => new Slope(device, _seed, _sky, _startMs),
        ("sluice", "gate") => new Gate(device, _seed, _sky, _startMs),
        ("elevator", "lift") => new Lift(device, _seed, _startMs),
        ("motor", "motor") => new Motor(device, _seed, _startMs),
        ("closed-line", "line" or "machine-set") => new SealedMachine(device, _seed, _startMs),
        ("fishery-pv", "pond") => new Pond(device, _seed, _sky, _startMs),
        ("fishery-pv", "inverter") => new Inverter(device, _seed, _sky, _insolation, _startMs),
        ("charging", "car" or "tricycle" or "e-bike") => new Socket(device, _seed, _sky, _startMs),
        _ => throw new ArgumentException($"There is no simulator for {device.System}/{device.Kind}.", nameof(device)),
    };
}
