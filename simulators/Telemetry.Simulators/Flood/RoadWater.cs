using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Flood;

/// <summary>
/// The deepest place of an underpass: a few millimetres in a shower, which the pumps take. In a storm, or when the pumps
/// stand still (<c>flood</c>), the road is under water within half an hour.
/// </summary>
internal sealed class RoadWater(SimulatedDevice device, ulong seed, Sky sky, long startMs) : WaterStation(device, seed, sky, startMs, spread: 0.3)
{
    private const double DeepestMm = 450;
    private const double FillSeconds = 1500;

    public override void Read(Reading reading)
    {
        reading.Add("depth", Sensor.Read(1.2 * Gauge.Showers(NowMs, TimeSpan.FromHours(1)) + Flood, 0.3, 0, Sensors));
        ReadBattery(reading);
    }

    protected override void Move(double seconds, IDeviceOutput output)
    {
        double size = Math.Max(SizeOf(FaultKind.Flood), SizeOf(FaultKind.Storm));
        Rise(size * DeepestMm, seconds, FillSeconds);
    }
}
