namespace Telemetry.Readings.Inventory;

/// <summary>A system of the city (heating, water-safety, ...): one file under <c>systems/</c>.</summary>
public sealed class SystemProfile
{
    internal SystemProfile(string id, LocalizedText title)
    {
        Id = id;
        IdBytes = System.Text.Encoding.ASCII.GetBytes(id);
        Title = title;
        Measurement = id.Replace('-', '_');
    }

    public string Id { get; }

    public ReadOnlyMemory<byte> IdUtf8 => IdBytes;

    public LocalizedText Title { get; }

    /// <summary>The measurement of the system's readings in line protocol: the id with <c>_</c> for <c>-</c>.</summary>
    public string Measurement { get; }

    /// <summary>The measurement of the system's events in line protocol.</summary>
    public string EventMeasurement => Measurement + "_event";

    public IReadOnlyList<DeviceKind> Kinds { get; internal set; } = [];

    internal byte[] IdBytes { get; }

    public DeviceKind? FindKind(string id) => Kinds.FirstOrDefault(kind => kind.Id == id);
}
