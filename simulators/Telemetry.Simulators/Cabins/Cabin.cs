using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Cabins;

/// <summary>
/// A reused container in which golden ear grows: the climate its phase wants, light for eleven hours a day unless the
/// mycelium wants the dark. When its HVAC fails, the temperature drifts to that outside and the air dries.
/// </summary>
internal sealed class Cabin : SteppedModel
{
    private const double LightOnHour = 7;
    private const double LightHours = 11;
    private const double LightFadeSeconds = 60;

    private readonly Weather _weather;
    private readonly CropCalendar _calendar;
    private readonly CabinClimate _climate;
    private readonly SeededRandom _sensors;
    private readonly double _lampStrength;
    private readonly double _lightDelayHours;
    private bool _powered = true;
    private double _light;

    public Cabin(SimulatedDevice device, ulong seed, Weather weather, long startMs)
        : base(device)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _weather = weather;
        _calendar = new CropCalendar(draw.NextDouble());
        _climate = new CabinClimate(_calendar.RecipeAt(startMs), draw.Between(0.9, 1.1), draw.Between(0.8, 1.15));
        _lampStrength = draw.Between(0.85, 1.15);
        _lightDelayHours = draw.Between(0, 0.5);
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        Settle(startMs, TimeSpan.FromHours(4));
    }

    /// <summary>The phase at the time the physics have reached.</summary>
    public GrowthPhase Phase => _calendar.PhaseAt(NowMs);

    public override void Begin(Fault fault, long nowMs) => _powered &= fault.Kind != FaultKind.Hvac;

    public override void End(long nowMs) => _powered = true;

    public override void Read(Reading reading)
    {
        reading.Add("temperature", Sensor.Read(_climate.Temperature, 0.03, 1, _sensors, minimum: -40));
        reading.Add("humidity", Sensor.Read(_climate.Humidity, 0.2, 1, _sensors, maximum: 100));
        reading.Add("co2", Sensor.Read(_climate.Co2, 6, 0, _sensors, minimum: 400));
        reading.Add("oxygen", Sensor.Read(_climate.Oxygen, 0.01, 2, _sensors));
        reading.Add("illuminance", Sensor.Read(_light, 0.01 * _light, 0, _sensors));
        reading.Add("fogger_on", _climate.Fogs);
        reading.Add("fan_on", _climate.FanRuns);
        reading.Add("phase", Phase switch
        {
            GrowthPhase.Mycelium => "mycelium",
            GrowthPhase.Primordium => "primordium",
            _ => "fruiting",
        });
    }

    protected override void Step(long nowMs, double seconds)
    {
        PhaseRecipe recipe = _calendar.RecipeAt(nowMs);
        _climate.Step(seconds, recipe, _weather.Temperature(nowMs), _weather.RelativeHumidity(nowMs), _powered);
        double sinceOn = Weather.HourOfDay(nowMs) - LightOnHour - _lightDelayHours;
        double wanted = sinceOn is >= 0 and < LightHours ? recipe.Illuminance * _lampStrength : 0;
        _light = Lag.Toward(_light, wanted, seconds, LightFadeSeconds);
    }
}
