using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Heating;

/// <summary>
/// A heat-exchange station: a controller moves the primary valve so that the secondary supply follows the
/// outdoor-compensation curve; heat passes the exchanger, and the houses cool the water again, each with its lag.
/// A leak lowers the primary pressures, draws make-up, empties the tank and lets the secondary return pressure fall;
/// of size 1 it takes the primary supply below 0.3 MPa within a minute or two.
/// </summary>
internal sealed class HeatingStation : SteppedModel
{
    private const double ExchangerSeconds = 70;
    private const double HousesSeconds = 700;
    private const double LeakSeconds = 25;

    private readonly HeatSource _source;
    private readonly Weather _weather;
    private readonly StationDesign _design;
    private readonly SecondaryHydraulics _secondary;
    private readonly SeededRandom _sensors;
    private readonly SlowNoise _resistance;
    private readonly PiController _valve;
    private readonly double _outdoorOffset;
    private double _leakSize;
    private double _leak;
    private double _supply;
    private double _return;
    private double _primaryReturn;
    private double _primaryFlow;
    private double _primarySupplyPressure;
    private double _primaryReturnPressure;

    public HeatingStation(SimulatedDevice device, ulong seed, Weather weather, HeatSource source, long startMs)
        : base(device)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _source = source;
        _weather = weather;
        _design = new StationDesign(draw);
        _secondary = new SecondaryHydraulics(_design, draw.Between(1.4, 1.9));
        _outdoorOffset = draw.Between(-0.3, 0.3);
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _resistance = new SlowNoise(seed, device.Id + "/resistance", TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), 0.008, 0.02);

        double outdoor = weather.SmoothedTemperature(startMs);
        _supply = _design.Curve.Supply(outdoor);
        _return = _design.Curve.Return(outdoor);
        _primaryReturn = _return + 5;
        _valve = new PiController(gain: 0.6, integralSeconds: 240, minimum: 5, maximum: 95, start: 60);
        Settle(startMs, TimeSpan.FromHours(2));
    }

    public override void Begin(Fault fault, long nowMs)
    {
        if (fault.Kind == FaultKind.Leak)
            _leakSize = fault.Size;
    }

    public override void End(long nowMs) => _leakSize = 0;

    public override void Read(Reading reading)
    {
        double outdoor = _weather.Temperature(NowMs) + _outdoorOffset;
        reading.Add("primary_supply_pressure", Sensor.Read(_primarySupplyPressure, 0.0015, 3, _sensors));
        reading.Add("primary_return_pressure", Sensor.Read(_primaryReturnPressure, 0.0015, 3, _sensors));
        reading.Add("primary_supply_temperature", Sensor.Read(PrimarySupply(NowMs), 0.05, 1, _sensors));
        reading.Add("primary_return_temperature", Sensor.Read(_primaryReturn, 0.05, 1, _sensors));
        reading.Add("primary_flow", Sensor.Read(_primaryFlow, 0.1 + 0.002 * _primaryFlow, 1, _sensors));
        reading.Add("secondary_supply_pressure", Sensor.Read(_secondary.SupplyPressure, 0.001, 3, _sensors));
        reading.Add("secondary_return_pressure", Sensor.Read(_secondary.ReturnPressure, 0.001, 3, _sensors));
        reading.Add("secondary_supply_temperature", Sensor.Read(_supply, 0.05, 1, _sensors));
        reading.Add("secondary_return_temperature", Sensor.Read(_return, 0.05, 1, _sensors));
        reading.Add("secondary_flow", Sensor.Read(_secondary.Flow, 0.002 * _secondary.Flow, 1, _sensors));
        reading.Add("makeup_flow", Sensor.Read(_secondary.Makeup, 0.01, 2, _sensors));
        reading.Add("tank_level", Sensor.Read(_secondary.TankLevel, 0.003, 2, _sensors));
        reading.Add("valve_position", Sensor.Read(_valve.Output, 0, 1, _sensors));
        reading.Add("pump_current", Sensor.Read(_secondary.PumpCurrent, 0.1, 1, _sensors));
        reading.Add("outdoor_temperature", Sensor.Read(outdoor, 0.05, 1, _sensors, minimum: -45));
    }

    protected override void Step(long nowMs, double seconds)
    {
        _leak = Lag.Toward(_leak, _leakSize, seconds, LeakSeconds);
        double loss = _source.Loss(_design.Distance, nowMs);
        _primarySupplyPressure = (_source.SupplyPressure(nowMs) - loss) * (1 - 0.88 * _leak);
        _primaryReturnPressure = (_source.ReturnPressure(nowMs) + loss) * (1 - 0.70 * _leak);

        double wanted = _design.Curve.Supply(_weather.SmoothedTemperature(nowMs) + _outdoorOffset);
        double position = _valve.Step(wanted - _supply, seconds);
        double difference = Math.Max(0, _primarySupplyPressure - _primaryReturnPressure);
        _primaryFlow = _design.ValveCapacity * StationDesign.ValveOpening(position) * Math.Sqrt(difference);

        double before = (_supply + _return) / 2;
        ExchangeHeat(nowMs, seconds);
        double warmingPerHour = ((_supply + _return) / 2 - before) / seconds * 3600;
        _secondary.Step(seconds, _resistance.At(nowMs), warmingPerHour, 0.14 * _leak);
    }

    private void ExchangeHeat(long nowMs, double seconds)
    {
        double heat = StationDesign.HeatOfWater * _primaryFlow * Math.Max(0, PrimarySupply(nowMs) - _primaryReturn);

        // The less heat passes the plates, the closer both sides come to each other.
        double approach = 2.5 + 5 * heat / _design.LoadKw;
        _primaryReturn = Lag.Toward(_primaryReturn, _return + approach, seconds, ExchangerSeconds);
        double rise = heat / (StationDesign.HeatOfWater * _secondary.Flow);
        _supply = Lag.Toward(_supply, _return + rise, seconds, ExchangerSeconds);
        double given = _design.LoadKw * _design.Curve.HeatGivenOff((_supply + _return) / 2);
        double fall = given / (StationDesign.HeatOfWater * _secondary.Flow);
        _return = Lag.Toward(_return, _supply - fall, seconds, HousesSeconds);
    }

    private double PrimarySupply(long nowMs) =>
        _source.SupplyTemperature(nowMs - (long)(_design.TransportSeconds * 1000)) - 1.5 * _design.Distance;
}
