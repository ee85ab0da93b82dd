using System.Text;

namespace Telemetry.Readings.Inventory;

/// <summary>A device of the inventory. Kept small: a city has tens of thousands.</summary>
public sealed class Device
{
    private const string EventSuffix = "_event";
    private readonly byte[] _series;
    private readonly int _readingLength;
    private readonly int _idOffset;

    internal Device(int index, string id, DeviceKind kind, Area area, Site site, LocalizedText title)
    {
        Index = index;
        Id = id;
        Kind = kind;
        Area = area;
        Site = site;
        Title = title;
        Interval = kind.Interval;

        // "heating,area=linqing,device=hs-0001,site=s1heating_event,area=linqing,device=hs-0001,site=s1": one array per
        // device, and its id lies in there too. No escaping: ids and measurements are [a-z0-9-_].
        string tags = $",area={area.Id},device={id},site={site.Id}";
        string measurement = kind.System.Measurement;
        _series = Encoding.ASCII.GetBytes(measurement + tags + measurement + EventSuffix + tags);
        _readingLength = measurement.Length + tags.Length;
        _idOffset = measurement.Length + ",area=".Length + area.Id.Length + ",device=".Length;
    }

    /// <summary>The place in <see cref="City.Devices"/>; dense, so that per-device state can live in arrays.</summary>
    public int Index { get; }

    public string Id { get; }

    public DeviceKind Kind { get; }

    /// <summary>The device's own area, whatever its level: the one of its topic and of its tag.</summary>
    public Area Area { get; }

    public Site Site { get; }

    public LocalizedText Title { get; }

    /// <summary>In service unless the file says otherwise.</summary>
    public DeviceState State { get; init; } = DeviceState.InService;

    /// <summary>How often this device reports; the kind's unless the file says otherwise. More than zero.</summary>
    public TimeSpan Interval { get; init; }

    public ReadOnlyMemory<byte> IdUtf8 => IdBytes;

    /// <summary>Measurement and tags of the device's readings in line protocol, escaped: <c>heating,area=linqing,device=hs-0001,site=s1</c>.</summary>
    public ReadOnlyMemory<byte> ReadingSeries => _series.AsMemory(0, _readingLength);

    /// <summary>Measurement and tags of the device's events in line protocol, escaped: <c>heating_event,area=linqing,device=hs-0001,site=s1</c>.</summary>
    public ReadOnlyMemory<byte> EventSeries => _series.AsMemory(_readingLength);

    /// <summary>The devices that this one, a gateway, may speak for; empty for others.</summary>
    public IReadOnlyList<Device> Children { get; internal set; } = [];

    /// <summary>The gateway that may speak for this device, if any.</summary>
    public Device? Gateway { get; internal set; }

    /// <summary>The devices next to this one; empty for most.</summary>
    public IReadOnlyList<Neighbour> Neighbours { get; internal set; } = [];

    /// <summary>The areas it stood in before, the topics of which still are its own; empty for most.</summary>
    public IReadOnlyList<Area> FormerAreas { get; internal set; } = [];

    /// <summary>The values of <see cref="DeviceKind.Parameters"/>, in their order and units.</summary>
    public ReadOnlySpan<double> Parameters => ParameterValues;

    /// <summary>The tables of <see cref="DeviceKind.Curves"/>, in their order.</summary>
    public IReadOnlyList<Curve> Curves => CurveValues;

    /// <summary>One array for all devices of a template.</summary>
    internal double[] ParameterValues { get; init; } = [];

    internal Curve[] CurveValues { get; init; } = [];

    internal ArraySegment<byte> IdBytes => new(_series, _idOffset, Id.Length);

    /// <summary>The value of a parameter; NaN when the kind has none of that name.</summary>
    public double Parameter(string name) =>
        Kind.Parameters.FirstOrDefault(p => p.Name == name) is { } parameter ? ParameterValues[parameter.Index] : double.NaN;

    /// <summary>True when it stood in the area with this id before.</summary>
    internal bool StoodIn(ReadOnlySpan<byte> areaId)
    {
        foreach (Area area in FormerAreas)
        {
            if (areaId.SequenceEqual(area.IdBytes))
                return true;
        }

        return false;
    }

    public override string ToString() => Id;
}
