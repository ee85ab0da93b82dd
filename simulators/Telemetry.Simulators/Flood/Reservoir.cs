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
internal sealed class Reservoir : TimedModel
{
    private const double RainLift = 0.004;         // m for each mm of the last day
    private const double StormLift = 0.012;
    private const double FloodSeconds = 2400;
    private const double LakeSquareMetres = 2.5e6;
    private const double BaseOutflow = 1.8;        // m3/s
    private const long BalanceMs = 3_600_000;

    private readonly Daylight _daylight;
    private readonly RainGauge _gauge;
    private readonly SeededRandom _sensors;
    private readonly Ripple _hand;
    private readonly double _design;
    private readonly double _usual;
    private readonly double _batteryOffset;
    private double _flood;
    private bool _hasReported;

    public Reservoir(SimulatedDevice device, ulong seed, Sky sky, long startMs)
        : base(device, startMs)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _daylight = sky.Daylight;
        _gauge = new RainGauge(sky.Rain, draw.Between(0.75, 1.25));
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _hand = new Ripple(seed, device.Id + "/hand", TimeSpan.FromDays(2));
        _design = device.Parameter("design_level", 40);
        _usual = device.Parameter("flood_limit_level", 38.5) - draw.Between(1.2, 1.8);
        _batteryOffset = draw.Between(-0.1, 0.1);
    }

    public override void Read(Reading reading)
    {
        double level = Level(NowMs);
        double net = LakeSquareMetres * (level - Level(NowMs - BalanceMs)) / (BalanceMs / 1000.0);
        double outflow = Math.Max(BaseOutflow, BaseOutflow - net);
        reading.Add("level", Sensor.Read(level, 0.002, 2, _sensors));
        reading.Add("rain_total", _gauge.Counter(NowMs));
        reading.Add("inflow", Sensor.Read(outflow + net, 0.02, 2, _sensors));
        reading.Add("outflow", Sensor.Read(outflow, 0.02, 2, _sensors));
        reading.Add("battery_voltage", SolarBattery.Voltage(_daylight, NowMs, _batteryOffset));
    }

    protected override void Move(double seconds, IDeviceOutput output)
    {
        _gauge.Move(seconds, SizeOf(FaultKind.Storm));
        double size = SizeOf(FaultKind.Flood);
        double wanted = size > 0 ? size * (_design + 0.5 - Level(NowMs) + _flood) : 0;
        _flood = Lag.Toward(_flood, wanted, seconds, FloodSeconds);
        if (size == 0)
            _hasReported = false;
        if (_hasReported || size == 0 || Level(NowMs) < _design)
            return;
        _hasReported = true;
        output.Raise(new Report(NowMs, "accident", ("text", "水位超过设计洪水位，请求支援")));
    }

    private double Level(long atMs) =>
        _usual + 0.12 * _hand.At(atMs) + RainLift * _gauge.Showers(atMs, TimeSpan.FromDays(1)) + StormLift * _gauge.Storm + _flood;
}
