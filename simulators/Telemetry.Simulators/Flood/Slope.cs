using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Flood;

/// <summary>
/// A point on the slope of a building pit: it creeps a few millimetres over weeks. With <c>slide</c> it moves twelve
/// millimetres in an hour, three centimetres altogether, and stays there.
/// </summary>
internal sealed class Slope : TimedModel
{
    private const double SlideMm = 30;
    private const double SlideMmPerSecond = 12.0 / 3600;

    private readonly RainGauge _gauge;
    private readonly SeededRandom _sensors;
    private readonly Ripple _creep;
    private readonly double _groundwater;
    private double _slid;

    public Slope(SimulatedDevice device, ulong seed, Sky sky, long startMs)
        : base(device, startMs)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _gauge = new RainGauge(sky.Rain, 1);
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _creep = new Ripple(seed, device.Id + "/creep", TimeSpan.FromDays(9));
        _groundwater = draw.Between(21, 26);
    }

    public override void Read(Reading reading)
    {
        double creep = _creep.At(NowMs);
        reading.Add("displacement", Sensor.Read(6 * creep + _slid, 0.1, 1, _sensors, minimum: -1000));
        reading.Add("tilt", Sensor.Read(0.25 * creep + _slid / 40, 0.01, 2, _sensors, minimum: -90));
        reading.Add("groundwater_level", Sensor.Read(_groundwater + 0.01 * _gauge.Showers(NowMs, TimeSpan.FromDays(1)), 0.01, 2, _sensors));
    }

    protected override void Move(double seconds, IDeviceOutput output)
    {
        double size = SizeOf(FaultKind.Slide);
        if (size > 0)
            _slid = Math.Min(SlideMm * size, _slid + SlideMmPerSecond * seconds);
    }

    /// <summary>The slope was put right and measured anew.</summary>
    public override void End(long nowMs)
    {
        _slid = 0;
        base.End(nowMs);
    }
}
