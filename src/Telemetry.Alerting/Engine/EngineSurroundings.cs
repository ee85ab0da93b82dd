using Telemetry.Alerting.Expressions;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>What the rule engine knows besides the sample in hand, as of the last committed record.</summary>
internal sealed class EngineSurroundings(LatestValues latest) : Surroundings
{
    public override double Latest(Device device, int field, out long atMs)
    {
        bool isThere = latest.TryGet(device, field, out var value);
        atMs = value.AtMs;
        return isThere && !value.IsBad ? value.Value : double.NaN;
    }

    public override string? Mode(Device device) => null;

    public override string? Phase(Device device) => null;

    public override bool IsAway(Device device, long atMs) => false;

    public override bool HasPermit(Device device, long atMs) => false;

    public override bool IsUnderMaintenance(Device device, long atMs) => false;

    public override long? ServicedAtMs(Device device) => null;

    public override double Weather(Area area, string name, long atMs) => double.NaN;

    public override double Forecast(Area area, string name, long atMs) => double.NaN;

    public override double Plan(Site site, string field, long atMs) => double.NaN;
}
