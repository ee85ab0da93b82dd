using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Flood;

/// <summary>
/// A reservoir station: a level well below the flood limit that follows the rain of the last day and the dispatchers'
/// slow hand; inflow and outflow balance the change of the level. A storm rains and lifts the level; a flood lifts it
/// above the design level within two hours, and the keepers report an accident.
/// </summary>
internal sealed class Reservoir : WaterStation
{
    private const double RainLift = 0.004;         // m for each mm of the last day
    private const double StormLift = 0.012;
    private const double FloodSeconds = 2400;
    private const double LakeSquareMetres = 2.5e6;
    private const double BaseOutflow = 1.8;        // m3/s
    private const long BalanceMs = 3_600_000;

    private readonly Ripple _hand;
    private readonly double _design;
    private readonly double _usual;
    private bool _hasReported;

    public Reservoir(SimulatedDevice device, ulong seed, Sky sky, long startMs)
        : base(device, seed, sky, startMs, spread: 0.25)
    {
        _hand = new Ripple(seed, device.Id + "/hand", TimeSpan.FromDays(2));
        _design = device.Parameter("design_level", 40);
        _usual = device.Parameter("flood_limit_level", 38.5) - Design.Between(1.2, 1.8);
    }

    public override void Read(Reading reading)
    {
        double level = Level(NowMs);
        double net = LakeSquareMetres * (level - Level(NowMs - BalanceMs)) / (BalanceMs / 1000.0);
        double outflow = Math.Max(BaseOutflow, BaseOutflow - net);
        reading.Add("level", Sensor.Read(level, 0.002, 2, Sensors));
        reading.Add("rain_total", Gauge.Counter(NowMs));
        reading.Add("inflow", Sensor.Read(outflow + net, 0.02, 2, Sensors));
        reading.Add("outflow", Sensor.Read(outflow, 0.02, 2, Sensors));
        ReadBattery(reading);
    }

    protected override void Move(double seconds, IDeviceOutput output)
    {
        Gauge.Move(seconds, SizeOf(FaultKind.Storm));
        double size = SizeOf(FaultKind.Flood);
        Rise(UpTo(_design + 0.5, Level(NowMs), size), seconds, FloodSeconds);
        if (size == 0)
            _hasReported = false;
        if (_hasReported || size == 0 || Level(NowMs) < _design)
            return;
        _hasReported = true;
        output.Raise(new Report(NowMs, "accident", ("text", "水位超过设计洪水位，请求支援")));
    }

    private double Level(long atMs) =>
        _usual + 0.12 * _hand.At(atMs) + RainLift * Gauge.Showers(atMs, TimeSpan.FromDays(1)) + StormLift * Gauge.Storm + Flood;
}
