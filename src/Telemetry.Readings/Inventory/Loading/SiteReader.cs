using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the sites of a city file, with position and outline.</summary>
internal sealed class SiteReader(MistakeList mistakes)
{
    public SiteDefinition? Read(YamlNode item)
    {
        if (MappingReader.Open(item, "a site", mistakes, CityShapes.Site.Names) is not { } reader)
            return null;
        YamlScalar? id = reader.Scalar("id", required: true);
        IReadOnlyList<YamlScalar> areas = reader.Scalars("area", required: true);
        LocalizedText? title = reader.Localized("title");
        GeoPoint? position = ReadPosition(reader);
        IReadOnlyList<GeoPoint> outline = ReadOutline(reader);
        if (position is { } at && outline.Count > 0 && !IsInside(at, outline))
            mistakes.Add(reader.PlaceOf("position"), "'position' of a site must lie inside its 'outline'");
        if (id is null)
            return null;
        if (IdTemplate.Parse(id.Value, out string? error) is not { } ids)
        {
            mistakes.Add(id, error!);
            return null;
        }

        if (ids.IsSingle && !Names.CheckId(id, "'id' of a site", mistakes))
            return null;
        if (ids.IsSingle && areas.Count > 1)
            mistakes.Add(areas[1], "one site lies in one area; only the sites of a template take those of a list in turn");
        return new SiteDefinition(id, ids, areas, title ?? id.AsTitle()) { Position = position, Outline = outline };
    }

    private GeoPoint? ReadPosition(MappingReader reader)
    {
        if (reader.Optional("position") is not { } node)
            return null;
        if (node is YamlSequence { Items: [YamlScalar north, YamlScalar east] }
            && MappingReader.TryNumber(north, out double latitude)
            && MappingReader.TryNumber(east, out double longitude)
            && IsOnEarth(latitude, longitude))
        {
            return new GeoPoint(latitude, longitude);
        }

        mistakes.Add(node, "'position' of a site must be [latitude, longitude] in degrees");
        return null;
    }

    private IReadOnlyList<GeoPoint> ReadOutline(MappingReader reader)
    {
        if (reader.Optional("outline") is not { } node)
            return [];
        if (MappingReader.TryPairs(node) is { Count: >= 3 } corners && corners.TrueForAll(c => IsOnEarth(c.First, c.Second)))
            return [.. corners.Select(c => new GeoPoint(c.First, c.Second))];
        mistakes.Add(node, "'outline' of a site must be at least three corners: [[latitude, longitude], ...] in degrees");
        return [];
    }

    private static bool IsOnEarth(double latitude, double longitude) => Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180;

    // A line from the point to the east crosses the outline an odd number of times.
    private static bool IsInside(GeoPoint point, IReadOnlyList<GeoPoint> outline)
    {
        bool isInside = false;
        for (int i = 0, j = outline.Count - 1; i < outline.Count; j = i++)
        {
            (GeoPoint a, GeoPoint b) = (outline[i], outline[j]);
            if (a.Latitude > point.Latitude != b.Latitude > point.Latitude
                && point.Longitude < ((b.Longitude - a.Longitude) * (point.Latitude - a.Latitude) / (b.Latitude - a.Latitude)) + a.Longitude)
            {
                isInside = !isInside;
            }
        }

        return isInside;
    }
}
