using Telemetry.Simulators.Cabins;
using Telemetry.Simulators.Cameras;
using Telemetry.Simulators.Heating;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Devices;

/// <summary>Makes the physics of a run's devices: one weather, one plant, one sky over all of them.</summary>
internal sealed class ModelFactory
{
    private readonly ulong _seed;
    private readonly long _startMs;
    private readonly HeatSource _source;
    private readonly Daylight _daylight;

    public ModelFactory(ulong seed, long startMs)
    {
        _seed = seed;
        _startMs = startMs;
        Weather = new Weather(seed);
        _source = new HeatSource(seed, Weather);
        _daylight = new Daylight(seed);
    }

    /// <summary>The systems that have a simulator.</summary>
    public static IReadOnlyList<string> Systems { get; } = ["heating", "water-safety", "cabin"];

    public Weather Weather { get; }

    /// <summary>True for a kind of device that has a simulator.</summary>
    public static bool IsKnown(SimulatedDevice device) =>
        (device.System, device.Kind) is ("heating", "station") or ("water-safety", "camera") or ("cabin", "cabin");

    /// <exception cref="ArgumentException">The kind has no simulator.</exception>
    public DeviceModel Create(SimulatedDevice device) => (device.System, device.Kind) switch
    {
        ("heating", "station") => new HeatingStation(device, _seed, Weather, _source, _startMs),
        ("water-safety", "camera") => new Camera(device, _seed, Weather, _daylight, _startMs),
        ("cabin", "cabin") => new Cabin(device, _seed, Weather, _startMs),
        _ => throw new ArgumentException($"There is no simulator for {device.System}/{device.Kind}.", nameof(device)),
    };
}
