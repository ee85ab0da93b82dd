namespace Telemetry.Readings.Inventory.Plans;

/// <summary>The dispatch plans of a city by site and field. Read-only, so any thread may ask.</summary>
public sealed class PlanTable
{
    private readonly Dictionary<(Site Site, string Field), Plan> _plans;

    internal PlanTable(Dictionary<(Site Site, string Field), Plan> plans) => _plans = plans;

    /// <summary>Of a city that has none.</summary>
    public static PlanTable Empty { get; } = new([]);

    /// <summary>How many there are, one for each site and field.</summary>
    public int Count => _plans.Count;

    /// <summary>What is wanted of a field of the devices of a site, in the field's unit; NaN when nothing is.</summary>
    /// <param name="atMs">Unix milliseconds.</param>
    public double At(Site site, string field, long atMs) => _plans.TryGetValue((site, field), out Plan? plan) ? plan.At(atMs) : double.NaN;
}
