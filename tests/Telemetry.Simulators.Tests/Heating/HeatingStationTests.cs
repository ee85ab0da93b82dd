using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Tests.Seeds;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Heating;

public class HeatingStationTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void Read_SameSeed_GivesTheSameValues() => Assert.Equal(Fingerprint(1), Fingerprint(1));

    [Fact]
    public void Read_OtherSeed_GivesOtherValues() => Assert.NotEqual(Fingerprint(1), Fingerprint(2));

    [Fact]
    public void Read_AskedMoreOften_HasTheSamePhysics()
    {
        DeviceModel often = Runs.Create(Runs.Station()), seldom = Runs.Create(Runs.Station());
        for (int i = 1; i <= 60; i++)
            often.Advance(Runs.Start + i * 60_000, new RecordedOutput());
        seldom.Advance(Runs.Start + 60 * 60_000, new RecordedOutput());
        Reading one = new(), other = new();
        often.Read(one);
        seldom.Read(other);
        Assert.Equal(one.Fields, other.Fields);
    }

    [Fact]
    public void Read_ColderOutside_SendsWarmerWater()
    {
        DeviceModel station = Runs.Create(Runs.Station());
        var samples = new List<(double Outdoor, double Supply, double Valve)>();
        Runs.Sample(station, Runs.Start, Day, (_, r) => samples.Add(
            (r.Number("outdoor_temperature"), r.Number("secondary_supply_temperature"), r.Number("valve_position"))));
        (double Outdoor, double Supply, double Valve)[] coldest = [.. samples.OrderBy(s => s.Outdoor).Take(200)];
        (double Outdoor, double Supply, double Valve)[] warmest = [.. samples.OrderByDescending(s => s.Outdoor).Take(200)];
        Assert.True(coldest.Average(s => s.Supply) > warmest.Average(s => s.Supply) + 4);
        Assert.True(coldest.Average(s => s.Valve) > warmest.Average(s => s.Valve) + 4);
    }

    [Fact]
    public void Read_CalmDay_HeatOfBothSidesAgrees()
    {
        DeviceModel station = Runs.Create(Runs.Station());
        double primary = 0, secondary = 0;
        Runs.Sample(station, Runs.Start, Day, (_, r) =>
        {
            primary += 1.163 * r.Number("primary_flow") * (r.Number("primary_supply_temperature") - r.Number("primary_return_temperature"));
            secondary += 1.163 * r.Number("secondary_flow") * (r.Number("secondary_supply_temperature") - r.Number("secondary_return_temperature"));
        });
        Assert.InRange(primary / secondary, 0.97, 1.03);
    }

    [Fact]
    public void Read_CalmDay_ChangesSlowlyFromSampleToSample()
    {
        DeviceModel station = Runs.Create(Runs.Station());
        Assert.InRange(LargestStep(Runs.Values(station, "secondary_supply_temperature", Runs.Start, Day)), 0, 0.6);
        Assert.InRange(LargestStep(Runs.Values(station, "primary_supply_pressure", Runs.Start, Day)), 0, 0.02);
        Assert.InRange(LargestStep(Runs.Values(station, "tank_level", Runs.Start, Day)), 0, 0.05);
    }

    [Fact]
    public void Read_CalmDay_MakeupIsBelowOnePercentAndTheTankIsRefilled()
    {
        for (int i = 1; i <= 10; i++)
        {
            double lowest = 9, highest = 0, share = 0;
            int count = 0;
            Runs.Sample(Runs.Create(Runs.Station($"hs-{i:0000}")), Runs.Start, Day, (_, r) =>
            {
                lowest = Math.Min(lowest, r.Number("tank_level"));
                highest = Math.Max(highest, r.Number("tank_level"));
                share += r.Number("makeup_flow") / r.Number("secondary_flow");
                count++;
            });
            Assert.InRange(share / count, 0.0045, 0.0085);
            Assert.InRange(lowest, 1.3, 1.5);
            Assert.InRange(highest, 1.8, 2.0);
        }
    }

    [Fact]
    public void Read_Stations_AreNotAlike()
    {
        double[] flows = [.. Enumerable.Range(1, 60).Select(i =>
            Runs.Values(Runs.Create(Runs.Station($"hs-{i:0000}")), "secondary_flow", Runs.Start, TimeSpan.FromSeconds(30))[0])];
        Assert.True(flows.Distinct().Count() > 50);
        Assert.True(flows.Max() > 2 * flows.Min());
    }

    [Theory]
    [InlineData("hs-0001")]
    [InlineData("hs-0007")]
    [InlineData("hs-0060")]
    public void Begin_HardLeak_CrossesTheThresholdsInTheirTime(string id)
    {
        using WatchedCity city = Watch(id, new Fault(FaultKind.Leak), TimeSpan.FromHours(2));
        Assert.InRange(city.First("primary-supply-pressure-low") - Runs.Start, 30_000, 180_000);
        Assert.InRange(city.First("leak-critical") - Runs.Start, 60_000, 900_000);
        Assert.Equal(0, city.First("leak")); // leak-critical says it already
        Assert.True(city.First("secondary-return-pressure-low") > 0);
        Assert.True(city.First("tank-level-low") > 0);
    }

    [Fact]
    public void Begin_SmallLeak_ShowsInTheMakeupOnly()
    {
        using WatchedCity city = Watch("hs-0007", new Fault(FaultKind.Leak, 0.2), TimeSpan.FromHours(2));
        Assert.True(city.First("leak") > 0);
        Assert.Equal(0, city.First("primary-supply-pressure-low"));
        Assert.Equal(0, city.First("tank-level-low"));
    }

    [Fact]
    public void End_Leak_PressuresComeBack()
    {
        DeviceModel station = Runs.Create(Runs.Station());
        double before = Runs.Values(station, "primary_supply_pressure", Runs.Start, TimeSpan.FromMinutes(1))[^1];
        station.Begin(new Fault(FaultKind.Leak), Runs.Start);
        double during = Runs.Values(station, "primary_supply_pressure", Runs.Start, TimeSpan.FromMinutes(10))[^1];
        station.End(Runs.Start + 600_000);
        List<double> after = Runs.Values(station, "primary_supply_pressure", Runs.Start + 600_000, TimeSpan.FromHours(2));
        Assert.InRange(during, 0, 0.3);
        Assert.InRange(after[^1], before - 0.1, before + 0.1);
    }

    [Fact]
    public void Advance_AfterALongSleep_GoesOnSoundly()
    {
        DeviceModel station = Runs.Create(Runs.Station());
        long later = Runs.Start + (long)TimeSpan.FromDays(30).TotalMilliseconds;
        station.Advance(later, new RecordedOutput());
        List<double> values = Runs.Values(station, "secondary_supply_temperature", later, TimeSpan.FromHours(1));
        Assert.All(values, value => Assert.InRange(value, 35, 60));
    }

    private static WatchedCity Watch(string id, Fault fault, TimeSpan length)
    {
        var before = TimeSpan.FromMinutes(40);
        long start = Runs.Start - (long)before.TotalMilliseconds;
        DeviceModel station = Runs.Create(Runs.Station(id), 1, start);
        var city = new WatchedCity();
        city.Run(station, start, before);
        Assert.Empty(city.Raised);
        station.Begin(fault, Runs.Start);
        city.Run(station, Runs.Start, length);
        return city;
    }

    private static double LargestStep(List<double> values) => values.Zip(values.Skip(1), (a, b) => Math.Abs(a - b)).Max();

    private static string Fingerprint(ulong seed)
    {
        var values = new List<string>();
        Runs.Sample(Runs.Create(Runs.Station(), seed), Runs.Start, TimeSpan.FromMinutes(10), (_, r) => values.AddRange(r.Fields.Select(f => $"{f.Name}={f.Number}")));
        return string.Join(' ', values);
    }
}
