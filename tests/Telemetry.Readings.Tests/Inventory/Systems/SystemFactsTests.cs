using System.Globalization;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Inventory.Systems;

/// <summary>What the seeds say of each system, typed from the description of the domain and not from the seeds.</summary>
public sealed class SystemFactsTests
{
    private static readonly City City = CityLoader.Load(Path.Combine(Repository.Root, "seeds")).City!;

    /// <summary>System, kind, field, unit, physical range, normal range; an open end or a range not told is empty.</summary>
    public static TheoryData<string, string, string, string, string, string> Fields => new()
    {
        { "heating", "station", "primary_supply_temperature", "degC", "-10 200", "70 130" },
        { "heating", "station", "primary_return_temperature", "degC", "-10 150", "30 70" },
        { "heating", "station", "primary_supply_pressure", "MPa", "0 2.5", "0.6 1.6" },
        { "heating", "station", "primary_return_pressure", "MPa", "0 2.5", "" },
        { "heating", "station", "secondary_supply_temperature", "degC", "0 100", "35 60" },
        { "heating", "station", "secondary_return_temperature", "degC", "0 100", "30 50" },
        { "heating", "station", "secondary_supply_pressure", "MPa", "0 1.6", "0.2 0.6" },
        { "heating", "station", "secondary_return_pressure", "MPa", "0 1.6", "0.2 0.6" },
        { "heating", "station", "primary_flow", "t/h", "", "" },
        { "heating", "station", "makeup_flow", "t/h", "", "" },
        { "heating", "station", "heat_power", "kW", "", "" },
        { "water-safety", "camera", "speaker_ok", "", "", "" },
        { "cabin", "cabin", "oxygen", "%", "0 25", "20 20.9" },
        { "cabin", "cabin", "temperature", "degC", "", "15 25" },
        { "cabin", "cabin", "humidity", "%", "0 100", "" },
        { "cabin", "cabin", "co2", "ppm", "", "400 5000" },
        { "cabin", "cabin", "illuminance", "lx", "", "0 800" },
        { "water-meter", "meter", "total", "L", "", "" },
        { "water-meter", "meter", "slot_volume", "L", "", "" },
        { "reservoir", "reservoir", "level", "m", "", "" },
        { "reservoir", "reservoir", "rain_total", "mm", "", "" },
        { "reservoir", "reservoir", "spill", "m3/s", "", "" },
        { "river", "gauge", "discharge", "m3/s", "", "" },
        { "river", "road-water", "depth", "mm", "", "" },
        { "river", "slope", "displacement", "mm", "", "" },
        { "sluice", "gate", "opening", "mm", "", "" },
        { "sluice", "gate", "discharge", "m3/s", "", "" },
        { "sluice", "gate", "load_ratio", "%", "", "" },
        { "elevator", "lift", "service_age", "d", "", "0 15" },
        { "elevator", "lift", "in_door_zone", "", "", "" },
        { "motor", "motor", "voltage_unbalance", "%", "", "0 1" },
        { "motor", "motor", "voltage_deviation", "%", "", "-10 10" },
        { "motor", "motor", "frequency_deviation", "%", "", "-5 5" },
        { "motor", "motor", "current_unbalance", "%", "", "0 10" },
        { "motor", "motor", "vibration", "mm/s", "", "0 2.3" },
        { "closed-line", "line", "power", "kW", "", "" },
        { "closed-line", "machine-set", "energy", "kWh", "", "" },
        { "fishery-pv", "pond", "dissolved_oxygen", "mg/L", "", "4 12" },
        { "fishery-pv", "inverter", "irradiance", "W/m2", "", "" },
        { "charging", "e-bike", "temperature", "degC", "", "" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void Field_UnitAndRanges_AreThoseOfTheDomain(string system, string kind, string name, string unit, string physical, string normal)
    {
        FieldProfile field = Kind(system, kind).Readings.Find(name)!;

        Assert.Equal(unit, field.Unit);
        if (physical.Length > 0)
            Assert.Equal(physical, Text(field.PhysicalMinimum, field.PhysicalMaximum));
        if (normal.Length > 0)
            Assert.Equal(normal, Text(field.NormalMinimum, field.NormalMaximum));
    }

    [Theory]
    [InlineData("mycelium", "temperature", "22 25")]
    [InlineData("mycelium", "humidity", "60 70")]
    [InlineData("mycelium", "co2", "400 5000")]
    [InlineData("primordium", "temperature", "18 22")]
    [InlineData("primordium", "humidity", "85 95")]
    [InlineData("primordium", "co2", "400 2000")]
    [InlineData("primordium", "illuminance", "100 300")]
    [InlineData("fruiting", "temperature", "15 20")]
    [InlineData("fruiting", "humidity", "85 95")]
    [InlineData("fruiting", "co2", "400 1500")]
    [InlineData("fruiting", "illuminance", "300 800")]
    public void Cabin_Phases_HaveTheBandsOfGoldenEar(string phase, string field, string normal)
    {
        DeviceKind cabin = Kind("cabin", "cabin");

        (double minimum, double maximum) = cabin.Phases.Single(p => p.Id == phase).NormalOf(cabin.Readings.Find(field)!);

        Assert.Equal(normal, Text(minimum, maximum));
    }

    [Fact]
    public void Heating_ColdRun_IsAModeWithItsOwnTemperaturesAndStates()
    {
        DeviceKind station = Kind("heating", "station");
        ModeProfile coldRun = station.Modes.Single(m => m.Id == "cold-run");

        Assert.True(coldRun.NormalOf(station.Readings.Find("primary_supply_temperature")!).Maximum < 70);
        Assert.Equal(["filling", "venting", "pressurising", "hold", "cold-circulation", "ready", "hot-start"], station.Phases.Select(p => p.Id));
    }

    /// <summary>System, kind, rule, severity, text that its condition holds, delay.</summary>
    public static TheoryData<string, string, string, string, string, string> Rules => new()
    {
        { "water-meter", "meter", "no-use", "high", "delta(total, 24h) < 10", "" },
        { "water-meter", "meter", "over-use", "high", "delta(total, 24h) > 1000", "" },
        { "water-meter", "meter", "leak", "medium", "min(slot_volume, 24h) > 0", "" },
        { "reservoir", "reservoir", "rain-blue", "low", "delta(rain_total, 12h) >= 50", "" },
        { "reservoir", "reservoir", "rain-yellow", "medium", "delta(rain_total, 6h) >= 50", "" },
        { "reservoir", "reservoir", "rain-orange", "high", "delta(rain_total, 3h) >= 50", "" },
        { "reservoir", "reservoir", "rain-red", "critical", "delta(rain_total, 3h) >= 100", "" },
        { "reservoir", "reservoir", "flood-limit", "medium", "above_flood_limit >= 0", "" },
        { "reservoir", "reservoir", "flood-limit-high", "high", "above_flood_limit >= 0.3", "" },
        { "reservoir", "reservoir", "design-level", "critical", "above_design >= 0", "" },
        { "reservoir", "reservoir", "rising", "medium", "rate(level, 1h) > 0.3", "" },
        { "river", "gauge", "level-jump", "low", "delta(level, 5m)) > 0.5", "" },
        { "sluice", "gate", "overload", "high", "load_ratio > 110", "" },
        { "river", "gauge", "red-flood", "critical", "level >= device.fifty_year_level or level >= device.highest_recorded_level", "" },
        { "sluice", "gate", "discharge-high", "high", "discharge > device.maximum_discharge", "" },
        { "sluice", "gate", "no-feedback", "high", "target_opening", "5s" },
        { "sluice", "gate", "no-motion", "high", "delta(opening, 10s)", "10s" },
        { "sluice", "gate", "both-limits", "high", "limit_open and limit_closed", "" },
        { "elevator", "lift", "trapped", "critical", "not in_door_zone and person_present and door_closed", "60s" },
        { "elevator", "lift", "service-overdue", "low", "age(service) > 15d", "" },
        { "motor", "motor", "voltage-unbalance", "low", "voltage_unbalance > 1 ", "" },
        { "motor", "motor", "voltage-unbalance-stop", "critical", "voltage_unbalance > 5 ", "" },
        { "motor", "motor", "current-unbalance", "medium", "current_unbalance > 10 ", "" },
        { "motor", "motor", "current-unbalance-high", "high", "current_unbalance > 20 ", "" },
        { "motor", "motor", "winding-warm", "medium", ">= device.insulation_limit - 25", "" },
        { "motor", "motor", "winding-hot", "high", ">= device.insulation_limit - 10", "" },
        { "motor", "motor", "winding-trip", "critical", ">= device.insulation_limit", "" },
        { "motor", "motor", "vibration", "low", "> device.vibration_good", "" },
        { "motor", "motor", "vibration-medium", "medium", "> device.vibration_limit", "" },
        { "motor", "motor", "vibration-high", "high", "> device.vibration_damage", "" },
        { "closed-line", "line", "revival-suspected", "high", "above_baseline > 0", "15m" },
        { "closed-line", "machine-set", "revival-confirmed", "critical", "above_baseline > 0", "60m" },
        { "fishery-pv", "pond", "oxygen-low", "high", "dissolved_oxygen <= 3", "5m" },
        { "fishery-pv", "pond", "oxygen-critical", "critical", "dissolved_oxygen < 2.5", "5m" },
        { "fishery-pv", "pond", "oxygen-stress", "medium", "dissolved_oxygen < 4", "" },
        { "fishery-pv", "pond", "aerator-dead", "high", "aerator_on and aerator_current", "" },
        { "fishery-pv", "inverter", "performance-low", "low", "< 0.75", "" },
        { "charging", "car", "hot", "high", "temperature > 65", "" },
        { "charging", "e-bike", "overheated", "critical", "temperature > 80", "" },
        { "charging", "tricycle", "smoke", "critical", "smoke", "" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_LimitsAndSeverity_AreThoseOfTheDomain(string system, string kind, string id, string severity, string condition, string delay)
    {
        RuleDefinition rule = Kind(system, kind).Rules.Single(r => r.Id.Value == id);

        Assert.Equal(severity, rule.Severity.Value);
        Assert.Contains(condition, rule.When!.Value, StringComparison.Ordinal);
        if (delay.Length > 0)
            Assert.Equal(delay, rule.For!.Value);
    }

    [Theory]
    [InlineData("water-safety", "person-in-zone")]
    [InlineData("water-meter", "no-use")]
    [InlineData("elevator", "trapped")]
    [InlineData("elevator", "alarm-button")]
    [InlineData("sluice", "person-downstream")]
    [InlineData("reservoir", "rain-red")]
    [InlineData("charging", "smoke")]
    public void Rule_LifeSafety_IsMarked(string system, string id) =>
        Assert.True(City.FindSystem(system)!.Kinds[0].Rules.Single(r => r.Id.Value == id).LifeSafety);

    [Theory]
    [InlineData("insulation_limit", 155)]
    [InlineData("vibration_good", 2.3)]
    [InlineData("vibration_limit", 4.5)]
    [InlineData("vibration_damage", 7.1)]
    public void Motor_WithoutMoreInTheInventory_IsOfClassFOnAFirmFoundation(string parameter, double value) =>
        Assert.Equal(value, City.FindDevice("motor-01")!.Parameter(parameter));

    [Fact]
    public void Sluice_Move_NeedsASecondPersonAndIsRefusedByEveryInterlock()
    {
        CommandProfile move = Kind("sluice", "gate").FindCommand("move")!;

        Assert.Equal((CommandConfirmation.SecondPerson, TimeSpan.FromSeconds(30)), (move.Confirmation, move.TimeToLive));
        Assert.Equal(["local-mode", "emergency-stop", "overload", "both-limits", "stale-position", "person-downstream"], move.Interlocks.Select(i => i.Id.Value));
        Assert.Equal(["closed", "opening", "part-open", "open", "closing", "stopped", "fault", "unknown"], Kind("sluice", "gate").Readings.Find("state")!.Values);
        Assert.Equal(22.8, City.FindDevice("gate-liquan")!.Parameter("maximum_discharge"));
        Assert.Contains(City.FindDevice("gate-liquan")!.Neighbours, n => n.Relation == NeighbourRelation.Downstream && n.Device.Kind.Id == "camera");
    }

    [Fact]
    public void Counts_Published_AreThere()
    {
        int Count(string system, string kind) => City.Devices.Count(d => d.Kind.System.Id == system && d.Kind.Id == kind);

        Assert.Equal((33, 103, 37602), (Count("water-safety", "camera"), Count("cabin", "cabin"), Count("elevator", "lift")));
        Assert.Equal((20, 2411), (Count("closed-line", "line"), Count("closed-line", "machine-set")));
        Assert.Equal((100, 60, 900), (Count("charging", "car"), Count("charging", "tricycle"), Count("charging", "e-bike")));
        Assert.Equal(200_000, City.Devices.Where(d => d.Kind.Id == "inverter").Sum(d => d.Parameter("rated_power")));
        Assert.Equal((165, 453), (City.Sites.Count(s => s.Id.StartsWith("firm-", StringComparison.Ordinal)), City.Sites.Count(s => s.Id.StartsWith("lift-point-", StringComparison.Ordinal))));
        Assert.Equal(0.56, City.FindDevice("ebike-001")!.Parameter("price"));
        Assert.True(City.Systems.Count == 12);
    }

    /// <summary>The simulators play every system; of the lifts those of one rescue station are in service, 37,602 / 35.</summary>
    [Fact]
    public void States_OfAllDevices_AreInServiceButForMostLifts()
    {
        Device[] planned = [.. City.Devices.Where(device => device.State != DeviceState.InService)];

        Assert.All(planned, device => Assert.Equal(("elevator", DeviceState.Planned), (device.Kind.System.Id, device.State)));
        Assert.Equal(37602 / 35, 37602 - planned.Length);
        Assert.Equal(5183, City.Devices.Count - planned.Length);
    }

    private static DeviceKind Kind(string system, string kind) => City.FindSystem(system)!.FindKind(kind)!;

    private static string Text(double minimum, double maximum) => string.Create(CultureInfo.InvariantCulture, $"{minimum} {maximum}");
}
