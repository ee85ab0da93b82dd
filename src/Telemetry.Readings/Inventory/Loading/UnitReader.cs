namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads units: the known ones, and those that the file itself names.</summary>
internal sealed class UnitReader(IEnumerable<string> own, MistakeList mistakes)
{
    private readonly HashSet<string> _known = [.. FieldUnits.All.Select(unit => unit.Symbol), .. own];

    /// <summary>The unit; empty when it is missing or unknown, which was told.</summary>
    public string Read(MappingReader reader, string key = "unit")
    {
        if (reader.Scalar(key, required: true) is not { } scalar)
            return "";
        if (_known.Contains(scalar.Value))
            return scalar.Value;
        mistakes.Add(scalar, $"unknown unit '{scalar.Value}'{Hint(scalar.Value)}");
        return "";
    }

    // Units are short, so that almost any is two edits from any other: near is what differs in case, or begins alike and is
    // about as long.
    private string Hint(string name)
    {
        string? nearest = _known.FirstOrDefault(unit => string.Equals(unit, name, StringComparison.OrdinalIgnoreCase))
            ?? NearestName.Of(name, _known.Where(unit => unit[0] == name[0] && Math.Abs(unit.Length - name.Length) <= 1));
        return nearest is null
            ? "; docs/city.md lists the known ones, and 'units' of the file may name further ones"
            : $" (did you mean '{nearest}'?)";
    }
}
