using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Flood;

/// <summary>
/// A gauge at a river: its level stays metres below the warning level and follows the rain of the last day. A storm
/// rains and lifts it; a flood of size 1 passes the guarantee level within three hours.
/// </summary>
internal sealed class RiverGauge : TimedModel
{
    private const double RainLift = 0.006;
    private const double StormLift = 0.015;
    private const double FloodSeconds = 3600;

    private readonly Daylight _daylight;
    private readonly RainGauge _gauge;
    private readonly SeededRandom _sensors;
    private readonly Ripple _waves;
    private readonly double _guarantee;
    private readonly double _usual;
    private readonly double _batteryOffset;
    private double _flood;

    public RiverGauge(SimulatedDevice device, ulong seed, Sky sky, long startMs)
        : base(device, startMs)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _daylight = sky.Daylight;
        _gauge = new RainGauge(sky.Rain, draw.Between(0.7, 1.3));
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _waves = new Ripple(seed, device.Id + "/waves", TimeSpan.FromHours(20));
        _guarantee = device.Parameter("guarantee_level", 29.5);
        _usual = device.Parameter("warning_level", 28) - draw.Between(1.5, 2.8);
        _batteryOffset = draw.Between(-0.1, 0.1);
    }

    public override void Read(Reading reading)
    {
        reading.Add("level", Sensor.Read(Level, 0.003, 2, _sensors));
        reading.Add("rain_total", _gauge.Counter(NowMs));
        reading.Add("battery_voltage", SolarBattery.Voltage(_daylight, NowMs, _batteryOffset));
    }

    protected override void Move(double seconds, IDeviceOutput output)
    {
        _gauge.Move(seconds, SizeOf(FaultKind.Storm));
        double size = SizeOf(FaultKind.Flood);
        double wanted = size > 0 ? size * (_guarantee + 0.4 - Level + _flood) : 0;
        _flood = Lag.Toward(_flood, wanted, seconds, FloodSeconds);
    }

    private double Level =>
        _usual + 0.1 * _waves.At(NowMs) + RainLift * _gauge.Showers(NowMs, TimeSpan.FromDays(1)) + StormLift * _gauge.Storm + _flood;
}
