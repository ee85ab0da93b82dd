using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Flood;

/// <summary>
/// The deepest place of an underpass: a few millimetres in a shower, which the pumps take. In a storm, or when the pumps
/// stand still (<c>flood</c>), the road is under water within half an hour.
/// </summary>
internal sealed class RoadWater : TimedModel
{
    private const double DeepestMm = 450;
    private const double FillSeconds = 1500;

    private readonly Daylight _daylight;
    private readonly RainGauge _gauge;
    private readonly SeededRandom _sensors;
    private readonly double _batteryOffset;
    private double _flood;

    public RoadWater(SimulatedDevice device, ulong seed, Sky sky, long startMs)
        : base(device, startMs)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _daylight = sky.Daylight;
        _gauge = new RainGauge(sky.Rain, draw.Between(0.7, 1.3));
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _batteryOffset = draw.Between(-0.1, 0.1);
    }

    public override void Read(Reading reading)
    {
        reading.Add("depth", Sensor.Read(1.2 * _gauge.Showers(NowMs, TimeSpan.FromHours(1)) + _flood, 0.3, 0, _sensors));
        reading.Add("battery_voltage", SolarBattery.Voltage(_daylight, NowMs, _batteryOffset));
    }

    protected override void Move(double seconds, IDeviceOutput output)
    {
        double size = Math.Max(SizeOf(FaultKind.Flood), SizeOf(FaultKind.Storm));
        _flood = Lag.Toward(_flood, size * DeepestMm, seconds, FillSeconds);
    }
}
