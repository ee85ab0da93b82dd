using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Flood;

/// <summary>
/// A gauge at a river: its level stays metres below the warning level and follows the rain of the last day. A storm
/// rains and lifts it; a flood of size 1 passes the guarantee level within three hours.
/// </summary>
internal sealed class RiverGauge : WaterStation
{
    private const double RainLift = 0.006;
    private const double StormLift = 0.015;
    private const double FloodSeconds = 3600;

    private readonly Ripple _waves;
    private readonly double _guarantee;
    private readonly double _usual;

    public RiverGauge(SimulatedDevice device, ulong seed, Sky sky, long startMs)
        : base(device, seed, sky, startMs, spread: 0.3)
    {
        _waves = new Ripple(seed, device.Id + "/waves", TimeSpan.FromHours(20));
        _guarantee = device.Parameter("guarantee_level", 29.5);
        _usual = device.Parameter("warning_level", 28) - Design.Between(1.5, 2.8);
    }

    public override void Read(Reading reading)
    {
        reading.Add("level", Sensor.Read(Level, 0.003, 2, Sensors));
        reading.Add("rain_total", Gauge.Counter(NowMs));
        ReadBattery(reading);
    }

    protected override void Move(double seconds, IDeviceOutput output)
    {
        Gauge.Move(seconds, SizeOf(FaultKind.Storm));
        Rise(UpTo(_guarantee + 0.4, Level, SizeOf(FaultKind.Flood)), seconds, FloodSeconds);
    }

    private double Level =>
        _usual + 0.1 * _waves.At(NowMs) + RainLift * Gauge.Showers(NowMs, TimeSpan.FromDays(1)) + StormLift * Gauge.Storm + Flood;
}
