using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Expressions;

/// <summary>Surroundings that say what a test wants.</summary>
internal sealed class FakeSurroundings : Surroundings
{
    public Dictionary<(string Device, string Field), (double Value, long AtMs)> Values { get; } = [];

    public HashSet<(string Device, InputFlag Flag)> Flags { get; } = [];

    public HashSet<(string Device, string Rule)> Standing { get; } = [];

    public Dictionary<string, string> Modes { get; } = [];

    public Dictionary<string, long> Services { get; } = [];

    public Dictionary<string, double> Plans { get; } = [];

    public Func<string, long, double> Sky { get; set; } = (_, _) => double.NaN;

    public override double Latest(Device device, int field, out long atMs)
    {
        bool isThere = Values.TryGetValue((device.Id, device.Kind.Readings[field].Name), out var latest);
        atMs = latest.AtMs;
        return isThere ? latest.Value : double.NaN;
    }

    public override string? Mode(Device device, long atMs) => Modes.GetValueOrDefault(device.Id);

    public override string? Phase(Device device, long atMs) => Modes.GetValueOrDefault(device.Id + " phase");

    public override bool Flag(Device device, InputFlag flag, long atMs) => Flags.Contains((device.Id, flag));

    public override bool Stands(Device device, string rule) => Standing.Contains((device.Id, rule));

    public override long? ServicedAtMs(Device device) => Services.TryGetValue(device.Id, out long atMs) ? atMs : null;

    public override double Weather(Area area, string name, long atMs) => Sky(name, atMs);

    public override double Forecast(Area area, string name, long atMs) => Sky(name, atMs);

    public override double Plan(Device device, string field, long atMs) => Plans.GetValueOrDefault(field, double.NaN);
}
