using System.Text;

namespace Telemetry.Readings.Inventory;

/// <summary>A field of a kind of device: its type, unit and ranges.</summary>
public sealed class FieldProfile
{
    internal FieldProfile(int index, string name, FieldType type, string unit, LocalizedText title)
    {
        Index = index;
        Name = name;
        NameBytes = Encoding.ASCII.GetBytes(name);
        Type = type;
        Unit = unit;
        Title = title;
    }

    /// <summary>The place in its <see cref="FieldTable"/>.</summary>
    public int Index { get; }

    /// <summary><c>[a-z][a-z0-9_]*</c>, so it needs no escaping in line protocol, SQL or JSON.</summary>
    public string Name { get; }

    public ReadOnlyMemory<byte> NameUtf8 => NameBytes;

    public FieldType Type { get; }

    /// <summary>The unit as operators write it (<c>MPa</c>, <c>degC</c>, <c>1</c> for a ratio); empty for booleans and texts.</summary>
    public string Unit { get; }

    public LocalizedText Title { get; }

    /// <summary>What the sensor can possibly say, in <see cref="Unit"/>; negative infinity when open. Values below are stored as bad.</summary>
    public double PhysicalMinimum { get; init; } = double.NegativeInfinity;

    /// <summary>What the sensor can possibly say, in <see cref="Unit"/>; positive infinity when open. Values above are stored as bad.</summary>
    public double PhysicalMaximum { get; init; } = double.PositiveInfinity;

    /// <summary>Where the value usually is, in <see cref="Unit"/>; NaN when not told.</summary>
    public double NormalMinimum { get; init; } = double.NaN;

    /// <summary>Where the value usually is, in <see cref="Unit"/>; NaN when not told.</summary>
    public double NormalMaximum { get; init; } = double.NaN;

    /// <summary>The step in which the sensor tells the value, in <see cref="Unit"/>; NaN when not told.</summary>
    public double Resolution { get; init; } = double.NaN;

    /// <summary>What a text may say; empty when anything may.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The expression it is computed by from other fields of the same reading; null for what devices send.</summary>
    public LocatedText? Derived { get; init; }

    /// <summary>What the value can change, in <see cref="Unit"/>, within <see cref="ChangeWindow"/>; infinite when not told.</summary>
    public double MaximumChange { get; init; } = double.PositiveInfinity;

    /// <summary>See <see cref="MaximumChange"/>; zero when not told.</summary>
    public TimeSpan ChangeWindow { get; init; }

    /// <summary>A value that stays the same for longer is that of a stuck sensor; zero when it may.</summary>
    public TimeSpan StuckAfter { get; init; }

    /// <summary>Its place among the fields of its table whose change over time is judged; -1 when it is not.</summary>
    internal int WatchSlot { get; set; } = -1;

    internal bool IsWatched => double.IsFinite(MaximumChange) || StuckAfter > TimeSpan.Zero;

    internal byte[] NameBytes { get; }

    internal byte[] UnitBytes => field ??= Encoding.UTF8.GetBytes(Unit);

    /// <summary>What values in other units are converted to; null when <see cref="Unit"/> is none that is known.</summary>
    internal FieldUnit? KnownUnit => field ??= FieldUnits.Find(UnitBytes);

    private byte[][] ValueBytes => field ??= [.. Values.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether a text is one of <see cref="Values"/>, or any text may be said.</summary>
    internal bool MaySay(ReadOnlySpan<byte> text)
    {
        byte[][] values = ValueBytes;
        foreach (byte[] value in values)
        {
            if (text.SequenceEqual(value))
                return true;
        }

        return values.Length == 0;
    }

    public override string ToString() => Name;
}
