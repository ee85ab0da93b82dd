using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Inventory;

namespace Telemetry.Simulators.Tests.Support;

/// <summary>Runs models without network or clock.</summary>
internal static class Runs
{
    /// <summary>2026-11-21 08:00 UTC, four in the afternoon in China.</summary>
    public const long Start = 1_795_248_000_000;

    public static SimulatedDevice Station(string id = "hs-0007") => new(id, "heating", "station", "linqing", TimeSpan.FromSeconds(30));

    public static SimulatedDevice Cabin(string id = "cabin-012") => new(id, "cabin", "cabin", "shenxian", TimeSpan.FromSeconds(60));

    public static SimulatedDevice Camera(string id = "cam-09") => new(id, "water-safety", "camera", "daiwan", TimeSpan.FromSeconds(60));

    public static DeviceModel Create(SimulatedDevice device, ulong seed = 1, long startMs = Start) => new ModelFactory(seed, startMs).Create(device);

    /// <summary>Samples a model at its interval and hands each sample on.</summary>
    public static void Sample(DeviceModel model, long fromMs, TimeSpan length, Action<long, Reading> take, IDeviceOutput? output = null)
    {
        var reading = new Reading();
        long interval = (long)model.Device.Interval.TotalMilliseconds;
        for (long at = fromMs + interval; at <= fromMs + (long)length.TotalMilliseconds; at += interval)
        {
            model.Advance(at, output ?? new RecordedOutput());
            reading.Clear();
            model.Read(reading);
            take(at, reading);
        }
    }

    /// <summary>The values of one field.</summary>
    public static List<double> Values(DeviceModel model, string field, long fromMs, TimeSpan length)
    {
        var values = new List<double>();
        Sample(model, fromMs, length, (_, reading) => values.Add(reading.Number(field)));
        return values;
    }
}
