using System.Text;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Tests.Codecs;

namespace Telemetry.Readings.Tests.Health;

/// <summary>A city that is watched, and a decoder that sends what a device says through both.</summary>
internal sealed class WatchRig
{
    public const long Start = 1_763_700_000_000;

    private const string Fields = """
              other: { unit: "1", title: { zh: 他, en: Other } }
              level: { unit: m, physical: [-10, 100], max-rate: 0.5 in 5m, title: { zh: 水位, en: Level } }
              humidity: { unit: "%", stuck-after: 1h, title: { zh: 湿度, en: Humidity } }
        """;

    private readonly PayloadDecoder _decoder;

    public WatchRig(PayloadOptions? options = null, string kind = "    # nothing more", string interval = "30s")
    {
        City = PlainCity.Good(kind, Fields, interval);
        Watch = new DeviceWatch(City, options ?? new PayloadOptions());
        _decoder = new PayloadDecoder(options, Watch);
    }

    public City City { get; }

    public DeviceWatch Watch { get; }

    /// <summary>Unix milliseconds of receipt of the next message.</summary>
    public long NowMs { get; set; } = Start;

    /// <summary>The same fields in a city loaded anew.</summary>
    public static City Again(string kind = "    # nothing more") => PlainCity.Good(kind, Fields);

    /// <summary>Sends a message and gives what was counted.</summary>
    public DeviceFaultCounts Send(string payload, int device = 0, bool isEvent = false, City? city = null)
    {
        Device sender = (city ?? City).Devices[device];
        byte[] bytes = Encoding.UTF8.GetBytes(payload);
        Assert.Equal(RejectReason.None, isEvent ? _decoder.DecodeEvents(sender, bytes, NowMs) : _decoder.DecodeReadings(sender, bytes, NowMs));
        return _decoder.MessageFaults;
    }

    /// <summary>Sends one value and gives its quality.</summary>
    public Quality Value(string field, double value, long atMs)
    {
        NowMs = Math.Max(NowMs, atMs);
        Send(string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"ts":{{atMs}},"{{field}}":{{value}}}"""));
        return _decoder.Fields[0].Quality;
    }

    public long Count(DeviceFault fault, int device = 0) => Watch.Of(City.Devices[device]).Faults.FirstOrDefault(f => f.Fault == fault)?.Count ?? 0;
}
