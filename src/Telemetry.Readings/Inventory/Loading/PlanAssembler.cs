using Telemetry.Readings.Inventory.Plans;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Finds the sites and fields that plans are for.</summary>
internal static class PlanAssembler
{
    public static PlanTable Resolve(IReadOnlyList<PlanDefinition> definitions, CityAssembler names, IReadOnlyList<Device> devices, MistakeList mistakes)
    {
        if (definitions.Count == 0)
            return PlanTable.Empty;
        // A city with mistakes may lack devices: what plans say of them is checked when they are there.
        bool isComplete = mistakes.Count == 0;
        ILookup<Site, DeviceKind> kinds = devices.Select(d => (d.Site, d.Kind)).Distinct().ToLookup(d => d.Site, d => d.Kind);
        var plans = new Dictionary<(Site, string), Plan>();
        var places = new Dictionary<(Site, string), YamlScalar>();
        foreach (PlanDefinition definition in definitions)
        {
            foreach ((YamlScalar name, Site site) in definition.Sites.SelectMany(name => names.FindSites(name).Select(site => (name, site))))
            {
                if (isComplete && !IsThere(definition, site, [.. kinds[site]], mistakes))
                    break;
                (Site, string) key = (site, definition.Field.Value);
                if (!plans.TryAdd(key, definition.Plan))
                    mistakes.Add(name, $"site '{site.Id}' already has a plan for '{definition.Field.Value}' at {places[key].Place}");
                places.TryAdd(key, name);
            }
        }

        return new PlanTable(plans);
    }

    private static bool IsThere(PlanDefinition definition, Site site, DeviceKind[] kinds, MistakeList mistakes)
    {
        YamlScalar name = definition.Field;
        FieldProfile[] fields = [.. kinds.Select(kind => kind.Readings.Find(name.Value)).OfType<FieldProfile>()];
        if (fields.Length == 0)
        {
            string[] known = [.. kinds.SelectMany(kind => kind.Readings.Fields).Where(f => f.Type == FieldType.Number).Select(f => f.Name).Distinct()];
            mistakes.Add(name, $"no device at site '{site.Id}' has a field '{name.Value}'{NearestName.Hint(name.Value, known)}");
            return false;
        }

        if (Array.Find(fields, field => field.Type != FieldType.Number) is not null)
        {
            mistakes.Add(name, $"'{name.Value}' is no field of numbers; a plan needs one");
            return false;
        }

        if (Array.Find(fields, field => field.Unit != definition.Unit.Value) is { } other)
        {
            mistakes.Add(definition.Unit, $"the plan is in {definition.Unit.Value}, but field '{name.Value}' at site '{site.Id}' is in {other.Unit}");
            return false;
        }

        double least = fields.Max(field => field.PhysicalMinimum), most = fields.Min(field => field.PhysicalMaximum);
        foreach ((YamlScalar at, double value) in definition.Points)
        {
            if (value >= least && value <= most)
                continue;
            mistakes.Add(at, string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{value} lies outside the physical range of '{name.Value}', {least}..{most} {definition.Unit.Value}"));
            return false;
        }

        return true;
    }
}
