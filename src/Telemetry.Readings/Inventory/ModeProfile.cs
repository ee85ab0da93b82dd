namespace Telemetry.Readings.Inventory;

/// <summary>A mode of operation or a phase of growth, with the ranges that are normal in it.</summary>
public sealed class ModeProfile
{
    private readonly Dictionary<string, (double Minimum, double Maximum)> _normal;

    internal ModeProfile(string id, LocalizedText title, Dictionary<string, (double Minimum, double Maximum)> normal)
    {
        Id = id;
        Title = title;
        _normal = normal;
    }

    /// <summary>What the input or the text field says while it lasts: <c>cold-run</c>, <c>primordium</c>.</summary>
    public string Id { get; }

    public LocalizedText Title { get; }

    /// <summary>Where the value of a field usually is in this mode: the mode's own range, otherwise the field's; NaN when not told.</summary>
    public (double Minimum, double Maximum) NormalOf(FieldProfile field) =>
        _normal.TryGetValue(field.Name, out (double, double) range) ? range : (field.NormalMinimum, field.NormalMaximum);

    public override string ToString() => Id;
}
