using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Inventory.Systems;

/// <summary>The derived fields of the seeds, against figures worked out by hand.</summary>
public sealed class DerivedSeedsTests
{
    private static readonly City City = CityLoader.Load(Path.Combine(Repository.Root, "seeds")).City!;

    [Theory]
    // 100 t/h over 25 K is 2,907.5 kW.
    [InlineData("hs-0001", """{"primary_flow":100,"primary_supply_temperature":95,"primary_return_temperature":70}""", "heat_power", 2907.5)]
    [InlineData("hs-0001", """{"primary_supply_pressure":0.9,"primary_return_pressure":0.55}""", "primary_differential_pressure", 0.35)]
    // Dashahe holds 12.6 million m3 at its normal level.
    [InlineData("rsv-dashahe", """{"level":39}""", "storage", 1260)]
    [InlineData("rsv-dashahe", """{"level":38.5}""", "storage", 1120)]
    [InlineData("rsv-dashahe", """{"level":38.8}""", "above_flood_limit", 0.3)]
    [InlineData("rsv-dashahe", """{"level":40}""", "spill", 30)]
    [InlineData("rsv-dashahe", """{"level":36}""", "spill", 0)]
    // 12 * 2^1.67
    [InlineData("gauge-001", """{"level":26}""", "discharge", 38.19)]
    [InlineData("gauge-001", """{"level":23}""", "discharge", 0)]
    // 0.6 * 4 m * 1.5 m * sqrt(2 * 9.81 * 2 m) = 22.55
    [InlineData("gate-liquan", """{"opening":1500,"upstream_level":30,"downstream_level":28}""", "discharge", 22.55)]
    [InlineData("gate-liquan", """{"opening":1500,"upstream_level":30,"downstream_level":28}""", "above_maximum", -0.25)]
    [InlineData("gate-liquan", """{"hoist_load":176}""", "load_ratio", 110)]
    // Mean 380, the farthest is 10 off: 2.63 %.
    [InlineData("motor-01", """{"voltage_ab":370,"voltage_bc":380,"voltage_ca":390}""", "voltage_unbalance", 2.63)]
    [InlineData("motor-01", """{"voltage_ab":418,"voltage_bc":418,"voltage_ca":418}""", "voltage_deviation", 10)]
    [InlineData("motor-01", """{"current_a":80,"current_b":100,"current_c":120}""", "current_unbalance", 20)]
    [InlineData("motor-01", """{"frequency":47.5}""", "frequency_deviation", -5)]
    // max(3 * 0.2, 5 % of 75) = 3.75 kW
    [InlineData("set-0001", """{"power":4}""", "above_baseline", 0.25)]
    [InlineData("pv-001", """{"insolation":4.5}""", "expected_energy", 9000)]
    [InlineData("ebike-001", """{"energy":100}""", "turnover", 56)]
    public void Derived_OfAReading_IsAsWorkedOutByHand(string device, string payload, string field, double expected) =>
        Assert.Equal(expected, Compute(device, payload)[field], 9);

    [Fact]
    public void Derived_StoppedMotor_HasNoUnbalance()
    {
        Dictionary<string, double> derived = Compute("motor-01", """{"voltage_ab":0,"voltage_bc":0,"voltage_ca":0}""");

        Assert.False(derived.ContainsKey("voltage_unbalance"));
        Assert.Equal(-100, derived["voltage_deviation"]);
    }

    [Fact]
    public void Derived_LevelOutsideTheCurve_HasNoStorage() => Assert.False(Compute("rsv-dashahe", """{"level":31}""").ContainsKey("storage"));

    private static Dictionary<string, double> Compute(string id, string payload)
    {
        Device device = City.FindDevice(id)!;
        var decoder = new PayloadDecoder();
        Assert.Equal(RejectReason.None, decoder.DecodeReadings(device, Encoding.UTF8.GetBytes(payload), 1763700000000));
        var derived = new DecodedField[device.Kind.Derived.Count];
        int count = device.Kind.Derived.Compute(device, decoder.Fields, derived);
        return derived.Take(count).ToDictionary(f => device.Kind.Readings[f.FieldIndex].Name, f => f.Number);
    }
}
