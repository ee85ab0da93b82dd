namespace Telemetry.Readings.Inventory;

/// <summary>An area of the city; its id is unique whatever its level.</summary>
public sealed class Area
{
    internal Area(string id, AreaLevel level, LocalizedText title)
    {
        Id = id;
        IdBytes = System.Text.Encoding.ASCII.GetBytes(id);
        Level = level;
        Title = title;
    }

    public string Id { get; }

    public ReadOnlyMemory<byte> IdUtf8 => IdBytes;

    public AreaLevel Level { get; }

    public LocalizedText Title { get; }

    /// <summary>The area this one lies in; null at the top.</summary>
    public Area? Parent { get; internal set; }

    internal byte[] IdBytes { get; }

    /// <summary>True for <paramref name="other"/> itself and for every area that lies in it.</summary>
    public bool IsWithin(Area other)
    {
        for (Area? area = this; area is not null; area = area.Parent)
        {
            if (ReferenceEquals(area, other))
                return true;
        }

        return false;
    }

    public override string ToString() => Id;
}
