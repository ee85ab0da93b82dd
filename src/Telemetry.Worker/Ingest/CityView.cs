using Telemetry.Readings;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Ingest;

/// <summary>A city, and what is derived from it for messages. Another city makes another view.</summary>
internal sealed class CityView(City city, string root)
{
    private readonly byte[] _unknownField = new byte[city.Devices.Count];
    private readonly byte[] _unknownContent = new byte[city.Devices.Count];

    public City City { get; } = city;

    /// <summary>Which one it is since the start of the process, from 0: for whoever must not keep a city in memory to know it again.</summary>
    public int Number { get; private init; }

    /// <summary>Finds a device by its topic.</summary>
    public DeviceTopicTable Topics { get; } = new(city, root);

    /// <summary>True once for each device, whatever the number of cities it is in.</summary>
    public bool IsFirstUnknownField(Device device) => Interlocked.Exchange(ref _unknownField[device.Index], 1) == 0;

    /// <inheritdoc cref="IsFirstUnknownField"/>
    public bool IsFirstUnknownContent(Device device) => Interlocked.Exchange(ref _unknownContent[device.Index], 1) == 0;

    /// <summary>The view of another city, with what has been told of the devices that are in both.</summary>
    public CityView Follow(City next)
    {
        var view = new CityView(next, Topics.Root) { Number = Number + 1 };
        foreach (Device device in next.Devices)
        {
            if (!City.TryFindDevice(device.IdUtf8.Span, out Device? before))
                continue;
            view._unknownField[device.Index] = Volatile.Read(ref _unknownField[before.Index]);
            view._unknownContent[device.Index] = Volatile.Read(ref _unknownContent[before.Index]);
        }

        return view;
    }
}
