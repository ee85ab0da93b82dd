using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>What the rule engine knows besides the sample in hand, as of the last committed record.</summary>
/// <param name="stands">Whether the condition of a rule of a device stands.</param>
internal sealed class EngineSurroundings(City city, LatestValues latest, InputState inputs, Func<Device, string, bool> stands) : Surroundings
{
    public override double Latest(Device device, int field, out long atMs)
    {
        bool isThere = latest.TryGet(device, field, out var value);
        atMs = value.AtMs;
        return isThere && !value.IsBad ? value.Value : double.NaN;
    }

    public override string? Mode(Device device, long atMs) => inputs.Mode(device, atMs);

    public override string? Phase(Device device, long atMs) => inputs.Phase(device, atMs);

    public override bool Flag(Device device, InputFlag flag, long atMs) => inputs.Flag(device, flag, atMs);

    public override bool Stands(Device device, string rule) => stands(device, rule);

    public override long? ServicedAtMs(Device device) => inputs.ServicedAtMs(device);

    public override double Weather(Area area, string name, long atMs) => inputs.Weather(area, name, atMs);

    public override double Forecast(Area area, string name, long atMs) => inputs.Forecast(area, name, atMs);

    /// <summary>What was given as an input wins over the file.</summary>
    public override double Plan(Device device, string field, long atMs)
    {
        double given = inputs.Plan(device, field, atMs);
        return double.IsNaN(given) ? city.Plans.At(device.Site, field, atMs) : given;
    }
}
