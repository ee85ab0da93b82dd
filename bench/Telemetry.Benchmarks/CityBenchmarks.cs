using BenchmarkDotNet.Attributes;
using Telemetry.Readings.Inventory;

namespace Telemetry.Benchmarks;

/// <summary>
/// Whether a message costs more in a city of twelve systems and 50,000 devices than in one of three and 196: the same
/// reading of a heating station, from random stations of either, caches cold as they are.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
public class CityBenchmarks
{
    public const int Messages = 200_000;
    private CityTraffic _three = null!;
    private CityTraffic _twelve = null!;
    private CityTraffic _all = null!;

    [GlobalSetup]
    public void Load()
    {
        _three = Of(SeedCities.Three(), IsStation);
        _twelve = Of(SeedCities.TwelveWith50000Stations(), IsStation);
        _all = Of(SeedCities.Twelve(), _ => true);
    }

    [Benchmark(Baseline = true)]
    public int StationsOfThreeSystems() => _three.Next();

    [Benchmark]
    public int StationsOfTwelveSystemsAnd50000Devices() => _twelve.Next();

    /// <summary>Other kinds have other fields: shown beside, not compared.</summary>
    [Benchmark]
    public int AnyDeviceOfTheDeliveredCity() => _all.Next();

    /// <summary>The same without BenchmarkDotNet, in CPU time and in turns: good on a machine that does other things too.</summary>
    public static void MeasureCpu()
    {
        var benchmarks = new CityBenchmarks();
        benchmarks.Load();
        CpuTime.Compare(
            ($"three systems, {benchmarks._three.Devices} stations speak", benchmarks.StationsOfThreeSystems),
            ($"twelve systems, {benchmarks._twelve.Devices} stations speak", benchmarks.StationsOfTwelveSystemsAnd50000Devices),
            ($"delivered city, {benchmarks._all.Devices} devices speak", benchmarks.AnyDeviceOfTheDeliveredCity));
    }

    private static bool IsStation(Device device) => device.Kind.Id == "station";

    private static CityTraffic Of(City city, Func<Device, bool> speaks) => new(city, speaks, Messages);
}
