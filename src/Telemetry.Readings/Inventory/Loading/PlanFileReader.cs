using System.Text;
using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Plans;
using Telemetry.Readings.Inventory.Yaml;
using Telemetry.Readings.Json;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads files under <c>plans/</c>: what dispatch wants of fields of sites over time.</summary>
internal sealed class PlanFileReader(MistakeList mistakes)
{
    public List<PlanDefinition> Plans { get; } = [];

    public void Read(YamlNode root)
    {
        if (MappingReader.Open(root, "a plan file", mistakes, PlanShapes.File.Names) is not { } reader)
            return;
        reader.Required("plans");
        foreach (YamlNode item in reader.Items("plans"))
            ReadPlan(item);
    }

    private void ReadPlan(YamlNode item)
    {
        if (MappingReader.Open(item, "a plan", mistakes, PlanShapes.Plan.Names) is not { } reader)
            return;
        IReadOnlyList<YamlScalar> sites = reader.Scalars("site", required: true);
        YamlScalar? field = reader.Scalar("field", required: true);
        YamlScalar? unit = reader.Scalar("unit", required: true);
        bool isLinear = reader.Choice("shape", PlanShapes.Shapes) == 1;
        List<(YamlScalar At, long AtMs, double Value)> points = ReadPoints(reader);
        long untilMs = ReadUntil(reader, points);
        if (field is not null && unit is not null && points.Count > 0)
        {
            var plan = new Plan([.. points.Select(p => (p.AtMs, p.Value))], isLinear, untilMs);
            Plans.Add(new PlanDefinition(sites, field, unit, [.. points.Select(p => (p.At, p.Value))], plan));
        }
    }

    private List<(YamlScalar At, long AtMs, double Value)> ReadPoints(MappingReader reader)
    {
        var points = new List<(YamlScalar At, long AtMs, double Value)>();
        if (reader.Required("points") is not { } node)
            return points;
        if (node is not YamlSequence { Items.Count: > 0 } list)
        {
            mistakes.Add(node, "'points' of a plan must be a list: [[time, value], ...]");
            return points;
        }

        foreach (YamlNode item in list.Items)
        {
            if (item is not YamlSequence { Items: [YamlScalar time, YamlScalar number] }
                || !MappingReader.TryNumber(number, out double value) || !double.IsFinite(value))
            {
                mistakes.Add(item, "a point of a plan must be [time, value]");
                continue;
            }

            if (ReadTime(time) is not { } atMs)
                continue;
            if (points.Count > 0 && atMs <= points[^1].AtMs)
                mistakes.Add(time, $"'{time.Value}' is not later than the point before it, {points[^1].At.Value}");
            else
                points.Add((time, atMs, value));
        }

        return points;
    }

    private long ReadUntil(MappingReader reader, List<(YamlScalar At, long AtMs, double Value)> points)
    {
        if (reader.Scalar("until") is not { } until || ReadTime(until) is not { } untilMs)
            return long.MaxValue;
        if (points.Count > 0 && untilMs <= points[^1].AtMs)
            mistakes.Add(until, $"'until: {until.Value}' is not later than the last point, {points[^1].At.Value}");
        return untilMs;
    }

    private long? ReadTime(YamlScalar scalar)
    {
        if (Rfc3339.TryParse(Encoding.UTF8.GetBytes(scalar.Value), out long unixMs))
            return unixMs;
        mistakes.Add(scalar, $"'{scalar.Value}' is not a time with an offset, such as 2026-11-15T06:00:00+08:00");
        return null;
    }
}
