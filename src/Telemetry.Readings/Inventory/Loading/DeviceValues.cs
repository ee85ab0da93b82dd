using System.Globalization;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the values that devices give for the parameters and tables of their kind.</summary>
internal static class DeviceValues
{
    public static double[] ReadParameters(DeviceDefinition definition, DeviceKind kind, MistakeList mistakes)
    {
        if (kind.Parameters.Count == 0 && definition.Parameters.Count == 0)
            return [];
        double[] values = [.. kind.Parameters.Select(p => p.Default)];
        var given = new HashSet<int>();
        foreach ((YamlScalar name, YamlNode node) in definition.Parameters)
        {
            if (kind.Parameters.FirstOrDefault(p => p.Name == name.Value) is not { } parameter)
            {
                mistakes.Add(name, $"kind '{kind.Id}' has no parameter '{name.Value}'{NearestName.Hint(name.Value, kind.Parameters.Select(p => p.Name))}");
                continue;
            }

            given.Add(parameter.Index);
            if (node is not YamlScalar scalar || !MappingReader.TryNumber(scalar, out double value) || !double.IsFinite(value))
                mistakes.Add(node, $"parameter '{name.Value}' must be a number in {parameter.Unit}, not {node.Shape}");
            else if (value < parameter.Minimum || value > parameter.Maximum)
                mistakes.Add(node, string.Create(CultureInfo.InvariantCulture, $"parameter '{name.Value}' must be from {parameter.Minimum} to {parameter.Maximum} {parameter.Unit}, not {value}"));
            else
                values[parameter.Index] = value;
        }

        foreach (ParameterProfile parameter in kind.Parameters.Where(p => p.IsRequired && !given.Contains(p.Index)))
            mistakes.Add(definition.IdNode, $"device '{definition.IdNode.Value}' lacks the parameter '{parameter.Name}' of kind '{kind.Id}'");
        return values;
    }

    public static Curve[] ReadCurves(DeviceDefinition definition, DeviceKind kind, MistakeList mistakes)
    {
        if (kind.Curves.Count == 0 && definition.Curves.Count == 0)
            return [];
        var curves = new Curve?[kind.Curves.Count];
        var given = new HashSet<int>();
        foreach ((YamlScalar name, YamlNode node) in definition.Curves)
        {
            if (kind.Curves.FirstOrDefault(c => c.Name == name.Value) is not { } profile)
            {
                mistakes.Add(name, $"kind '{kind.Id}' has no table '{name.Value}'{NearestName.Hint(name.Value, kind.Curves.Select(c => c.Name))}");
                continue;
            }

            given.Add(profile.Index);
            if (MappingReader.TryPairs(node) is { Count: >= 2 } points && IsRising(points))
                curves[profile.Index] = new Curve(points);
            else
                mistakes.Add(node, $"table '{name.Value}' must be at least two points, [[{profile.FromUnit}, {profile.ToUnit}], ...], the first numbers rising");
        }

        foreach (CurveProfile profile in kind.Curves.Where(c => !given.Contains(c.Index)))
            mistakes.Add(definition.IdNode, $"device '{definition.IdNode.Value}' lacks the table '{profile.Name}' of kind '{kind.Id}'");
        return [.. curves.OfType<Curve>()];
    }

    private static bool IsRising(List<(double First, double Second)> points)
    {
        for (int i = 1; i < points.Count; i++)
        {
            if (points[i].First <= points[i - 1].First)
                return false;
        }

        return true;
    }
}
