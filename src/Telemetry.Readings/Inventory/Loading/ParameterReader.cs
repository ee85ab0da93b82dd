using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads what the devices of a kind have from the inventory: parameters and tables.</summary>
internal sealed class ParameterReader(UnitReader units, MistakeList mistakes)
{
    /// <summary>The names used so far; parameters, tables and fields of a kind share one space, since expressions use all.</summary>
    public Dictionary<string, YamlScalar> Names { get; } = [];

    public IReadOnlyList<ParameterProfile> ReadParameters(MappingReader kind)
    {
        var parameters = new List<ParameterProfile>();
        foreach ((YamlScalar name, YamlNode body) in kind.Entries("parameters"))
        {
            string what = $"parameter '{name.Value}'";
            if (!Take(name, "parameter") || MappingReader.Open(body, what, mistakes, SystemShapes.Parameter.Names) is not { } reader)
                continue;
            string unit = units.Read(reader);
            (double minimum, double maximum) = reader.Range("range") ?? (double.NegativeInfinity, double.PositiveInfinity);
            double? standard = reader.Number("default");
            if (standard < minimum || standard > maximum)
                mistakes.Add(reader.Optional("default")!, $"'default' of {what} must lie inside 'range'");
            parameters.Add(new ParameterProfile
            {
                Index = parameters.Count,
                Name = name.Value,
                Unit = unit,
                Title = reader.Localized("title") ?? new LocalizedText(name.Value, name.Value),
                Minimum = minimum,
                Maximum = maximum,

                // A default that cannot be read still is one, or every device that relies on it would be a mistake too.
                Default = standard ?? (reader.Has("default") ? 0 : double.NaN),
            });
        }

        return parameters;
    }

    public IReadOnlyList<CurveProfile> ReadCurves(MappingReader kind)
    {
        var curves = new List<CurveProfile>();
        foreach ((YamlScalar name, YamlNode body) in kind.Entries("tables"))
        {
            string what = $"table '{name.Value}'";
            if (!Take(name, "table") || MappingReader.Open(body, what, mistakes, SystemShapes.Curve.Names) is not { } reader)
                continue;
            curves.Add(new CurveProfile
            {
                Index = curves.Count,
                Name = name.Value,
                FromUnit = units.Read(reader, "from"),
                ToUnit = units.Read(reader, "to"),
                Title = reader.Localized("title") ?? new LocalizedText(name.Value, name.Value),
            });
        }

        return curves;
    }

    private bool Take(YamlScalar name, string what)
    {
        if (!Loading.Names.CheckFieldName(name, mistakes, what))
            return false;
        if (Names.TryAdd(name.Value, name))
            return true;
        mistakes.Add(name, $"{what} '{name.Value}' has the name of what stands at {Names[name.Value].Place}; expressions could not tell them apart");
        return false;
    }
}
