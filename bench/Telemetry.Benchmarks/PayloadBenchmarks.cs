using System.Buffers.Text;
using System.Text;
using BenchmarkDotNet.Attributes;
using Telemetry.Readings;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Ingest;

namespace Telemetry.Benchmarks;

/// <summary>
/// What a five-field reading costs from payload to line protocol, the comparison with what the device sent before
/// included: in our JSON, in SenML with units to convert, in a vendor's JSON. Each message is a second later than the last.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
public class PayloadBenchmarks
{
    private const long FirstMs = 1_763_700_000_000;
    private static readonly string[] Names = ["primary_supply_pressure", "primary_return_pressure", "primary_supply_temperature", "primary_return_temperature", "primary_flow"];

    private readonly SampleLine _line = new(256);
    private readonly byte[] _native = Encoding.UTF8.GetBytes(
        """{"ts":1763700000123,"seq":1000000000,"primary_supply_pressure":0.949,"primary_return_pressure":0.536,"primary_supply_temperature":94.95,"primary_return_temperature":47.28,"primary_flow":354.89}""");

    private readonly byte[] _senml = Encoding.UTF8.GetBytes(
        """[{"bn":"urn:dev:hs-0000:","bt":1763700000,"n":"primary_supply_pressure","u":"Pa","v":949000},{"n":"primary_return_pressure","u":"Pa","v":536000},{"n":"primary_supply_temperature","u":"Cel","v":94.95},{"n":"primary_return_temperature","u":"Cel","v":47.28},{"n":"primary_flow","u":"kg/s","v":98.581}]""");

    private readonly byte[] _foreign = Encoding.UTF8.GetBytes(
        """{"dev":"A7","t":1763700000123,"n":1000000000,"data":{"ps":9490,"pr":5360,"ts":949.5,"tr":472.8,"q":354.89,"rssi":-71,"fw":"2.1.7"}}""");

    private PayloadDecoder _decoder = null!;
    private DeviceWatch _watch = null!;
    private Device _ours = null!;
    private Device _vendors = null!;
    private readonly DecodedField[] _results = new DecodedField[8];
    private DecodedField[] _reading = [];
    private Device _derived = null!;
    private long _count;

    [GlobalSetup]
    public void Load()
    {
        string fields = string.Join('\n', Names.Select((n, i) =>
            $"      {n}: {{ unit: {(i < 2 ? "MPa" : i < 4 ? "degC" : "t/h")}, physical: [-50, 2000], max-rate: 50 in 5m, stuck-after: 3000d, title: {{ zh: x, en: x }} }}"));
        string kind = $$"""
                title: { zh: 站, en: Station }
                interval: 30s
                fields:
            {{fields}}
            """;
        string system = $$"""
            system: heating
            title: { zh: 供热, en: Heating }
            kinds:
              station:
            {{kind}}
              vendor:
            {{kind}}
                mapping:
                  time: { at: /t, format: unix-ms }
                  sequence: /n
                  fields:
                    primary_supply_pressure: { at: /data/ps, scale: 0.0001 }
                    primary_return_pressure: { at: /data/pr, scale: 0.0001 }
                    primary_supply_temperature: { at: /data/ts, scale: 0.1 }
                    primary_return_temperature: { at: /data/tr, scale: 0.1 }
                    primary_flow: /data/q
            """;
        const string Inventory = """
            areas:
              - { id: linqing, level: city, title: { zh: 临清市, en: Linqing } }
            sites:
              - { id: bench, area: linqing, title: { zh: x, en: x } }
            devices:
              - { id: "hs-{0000..9999}", system: heating, kind: station, site: bench }
              - { id: vendor-1, system: heating, kind: vendor, site: bench }
            """;
        CityLoadResult result = CityLoader.Load([new CityFile("systems/heating.yaml", system), new CityFile("city/bench.yaml", Inventory)]);
        City city = result.City ?? throw new InvalidOperationException(string.Join('\n', result.Mistakes));
        var options = new PayloadOptions();
        _watch = new DeviceWatch(city, options);
        _decoder = new PayloadDecoder(options, _watch);
        (_ours, _vendors) = (city.Devices[0], city.FindDevice("vendor-1")!);

        _derived = SeedCities.Three().FindDevice("hs-0001")!;
        var decoder = new PayloadDecoder(options);
        decoder.DecodeReadings(_derived, _native, FirstMs);
        _reading = [.. decoder.Fields];
    }

    [Benchmark(Baseline = true)]
    public int NativeToLine()
    {
        long now = Stamp(_native, "{\"ts\":".Length, ",\"seq\":".Length);
        return ToLine(_ours, _native, now, default);
    }

    [Benchmark]
    public int SenmlToLine()
    {
        long now = FirstMs + (++_count * 1000);
        Utf8Formatter.TryFormat(now / 1000, _senml.AsSpan("[{\"bn\":\"urn:dev:hs-0000:\",\"bt\":".Length), out _);
        return ToLine(_ours, _senml, now, "application/senml+json"u8);
    }

    [Benchmark]
    public int MappedToLine()
    {
        long now = Stamp(_foreign, "{\"dev\":\"A7\",\"t\":".Length, ",\"n\":".Length);
        return ToLine(_vendors, _foreign, now, default);
    }

    /// <summary>The rest of what the watch costs a message.</summary>
    [Benchmark]
    public Admission Admit() => _watch.Admit(_ours, Channel.Telemetry, FirstMs + (++_count * 1000));

    /// <summary>What the derived fields of the reading cost beside it: a station's heat power and differential pressure.</summary>
    [Benchmark]
    public int Derive()
    {
        DerivedFields derived = _derived.Kind.Derived;
        return derived.Compute(_derived, _reading, _results);
    }

    /// <summary>The same without BenchmarkDotNet, see <see cref="CpuTime"/>.</summary>
    public static void MeasureCpu()
    {
        var benchmarks = new PayloadBenchmarks();
        benchmarks.Load();
        CpuTime.Compare(
            ("native", benchmarks.NativeToLine), ("SenML", benchmarks.SenmlToLine), ("mapped", benchmarks.MappedToLine),
            ("two derived fields", benchmarks.Derive), ("admit", () => (int)benchmarks.Admit()));
    }

    private long Stamp(byte[] payload, int at, int betweenTimeAndNumber)
    {
        long now = FirstMs + (++_count * 1000);
        Utf8Formatter.TryFormat(now, payload.AsSpan(at), out int length);
        Utf8Formatter.TryFormat(1_000_000_000 + _count, payload.AsSpan(at + length + betweenTimeAndNumber), out _);
        return now;
    }

    private int ToLine(Device device, byte[] payload, long now, ReadOnlySpan<byte> contentType)
    {
        if (_decoder.DecodeReadings(device, payload, now, contentType) != RejectReason.None || _decoder.Fields.Length != Names.Length || _decoder.Fields[^1].Quality != Quality.Good)
            throw new InvalidOperationException("The payload is not what it should be.");
        return _line.Write(device.ReadingSeries.Span, device.Kind.Readings, _decoder.Fields, payload, _decoder.Samples[0].TimestampMs * 1_000_000).Length;
    }
}
