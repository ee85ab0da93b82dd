using System.Text;
using BenchmarkDotNet.Attributes;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;

namespace Telemetry.Benchmarks;

/// <summary>
/// What a message costs before it is a record: topic to device, payload to checked fields. The payload is the five-field
/// reading of the load tool; the kind has the fifteen fields of a heating station.
/// </summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private const long ReceivedAt = 1_763_700_000_200;
    private readonly PayloadDecoder _decoder = new();
    private readonly byte[][] _topics = [.. Enumerable.Range(0, 1000).Select(i => Encoding.UTF8.GetBytes($"city/linqing/heating/hs-{i:0000}/telemetry"))];
    private readonly byte[] _reading = Encoding.UTF8.GetBytes(
        """{"ts":1763700000123,"seq":4242,"primary_supply_pressure":0.949,"primary_return_pressure":0.536,"primary_supply_temperature":94.95,"primary_return_temperature":47.28,"primary_flow":354.89}""");
    private readonly byte[] _broken = """{"ts":1763700000123,"seq":4242,"primary_supply_pressure":"""u8.ToArray();
    private DeviceTopicTable _table = null!;
    private Device _device = null!;
    private int _next;

    [GlobalSetup]
    public void Load()
    {
        string[] quantities = ["supply_pressure", "return_pressure", "supply_temperature", "return_temperature", "flow"];
        string[] names = [.. quantities.Select(q => "primary_" + q), .. quantities.Select(q => "secondary_" + q), "makeup_flow", "tank_level", "valve_position", "pump_current", "outdoor_temperature"];
        string fields = string.Join('\n', names.Select(n => $"      {n}: {{ unit: u, physical: [-50, 2000], title: {{ zh: x, en: x }} }}"));
        string system = $$"""
            system: heating
            title: { zh: 智慧供热, en: Smart heating }
            kinds:
              station:
                title: { zh: 换热站, en: Heat-exchange station }
                interval: 30s
                fields:
            {{fields}}
            """;
        const string Inventory = """
            areas:
              - { id: linqing, level: city, title: { zh: 临清市, en: Linqing } }
            sites:
              - { id: bench, area: linqing, title: { zh: x, en: x } }
            devices:
              - { id: "hs-{0000..0999}", system: heating, kind: station, site: bench }
            """;
        CityLoadResult result = CityLoader.Load([new CityFile("systems/heating.yaml", system), new CityFile("city/bench.yaml", Inventory)]);
        City city = result.City ?? throw new InvalidOperationException(string.Join('\n', result.Mistakes));
        _table = new DeviceTopicTable(city, "city");
        _device = city.Devices[0];
    }

    [Benchmark(Baseline = true)]
    public RejectReason DecodeReading() => _decoder.DecodeReadings(_device, _reading, ReceivedAt);

    [Benchmark]
    public TopicLookup FindTopic() => _table.Find(_topics[_next = (_next + 1) % _topics.Length], out _);

    [Benchmark]
    public RejectReason RejectBroken() => _decoder.DecodeReadings(_device, _broken, ReceivedAt);
}
