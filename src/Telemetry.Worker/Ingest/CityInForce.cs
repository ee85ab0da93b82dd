using Telemetry.Readings;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Ingest;

/// <summary>The city that messages are understood by right now: the inventory, and the table that finds a device by its topic.</summary>
internal sealed class CityInForce(City city, string root)
{
    public City City { get; } = city;

    public DeviceTopicTable Topics { get; } = new(city, root);
}
