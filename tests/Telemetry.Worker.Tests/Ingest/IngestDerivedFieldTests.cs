using Telemetry.Readings.Inventory;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

/// <summary>Derived fields are in the record, so that whoever reads the journal sees them: stores, rules, the page.</summary>
public sealed class IngestDerivedFieldTests
{
    private const string Heat = """
        system: heating
        title: { zh: 供热, en: Heating }
        kinds:
          station:
            title: { zh: 站, en: Station }
            interval: 30s
            fields:
              flow: { unit: t/h, physical: [0, 1000], title: { zh: 流量, en: Flow } }
              supply: { unit: degC, title: { zh: 供水, en: Supply } }
              return: { unit: degC, title: { zh: 回水, en: Return } }
              power: { unit: kW, physical: [0, 5000], resolution: 0.1, derived: 1.163 * flow * (supply - return), title: { zh: 热功率, en: Heat } }
        """;

    [Theory]
    [InlineData("""{"flow":100,"supply":75,"return":50}""", " flow=100,supply=75,return=50,power=2907.5 ")]
    [InlineData("""{"flow":100,"supply":75}""", " flow=100,supply=75 ")]
    [InlineData("""{"flow":1001,"supply":75,"return":50}""", " flow=1001,flow_quality=\"bad\",supply=75,return=50 ")]
    [InlineData("""{"flow":900,"supply":75,"return":50}""", " flow=900,supply=75,return=50,power=26167.5,power_quality=\"bad\" ")]
    [InlineData("""{"flow":100,"supply":75,"return":50,"power":2900}""", " flow=100,supply=75,return=50,power=2900 ")]
    public async Task Reading_WithADerivedField_IsStoredWithIt(string payload, string expected)
    {
        CityLoadResult loaded = CityLoader.Load([new("systems/heating.yaml", Heat), new("systems/water-safety.yaml", TestCity.WaterSafety), new("city/town.yaml", TestCity.Places)]);
        Assert.Empty(loaded.Mistakes);
        await using var ingest = new TestIngest(city: loaded.City!);

        ingest.Receive(TestCity.Station + "/telemetry", payload);

        KeptRecord record = (await ingest.Journal.ReadAsync())[^1];
        Assert.Contains(expected, record.Text, StringComparison.Ordinal);
    }
}
