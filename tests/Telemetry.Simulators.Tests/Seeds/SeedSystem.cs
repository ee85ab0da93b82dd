using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Telemetry.Simulators.Tests.Seeds;

/// <summary>The fields and rules of one kind of device, as seeds/systems has them.</summary>
internal sealed record SeedSystem(IReadOnlyDictionary<string, SeedSystem.Field> Fields, IReadOnlyList<SeedSystem.Rule> Rules, IReadOnlyList<string> Events)
{
    public static SeedSystem Load(string system)
    {
        var stream = new YamlStream();
        using (StreamReader reader = File.OpenText(Path.Combine(SeedsFolder.Path, "systems", system + ".yaml")))
            stream.Load(reader);
        var kinds = (YamlMappingNode)stream.Documents[0].RootNode["kinds"];
        var kind = (YamlMappingNode)kinds.Children.Single().Value;
        var fields = ((YamlMappingNode)kind["fields"]).Children.ToDictionary(
            pair => pair.Key.ToString(),
            pair => new Field(Range(pair.Value, "physical"), Range(pair.Value, "normal")));
        Rule[] rules = [.. ((YamlSequenceNode)kind["rules"]).Select(rule => new Rule(
            rule["id"].ToString(), Text(rule, "when"), Duration.TryParse(Text(rule, "for"), out TimeSpan length) ? length : TimeSpan.Zero))];
        string[] events = Child(kind, "events") is YamlSequenceNode names ? [.. names.Select(name => name.ToString())] : [];
        return new SeedSystem(fields, rules, events);
    }

    private static (double, double)? Range(YamlNode node, string key) =>
        Child(node, key) is YamlSequenceNode range
            ? (double.Parse(range[0].ToString(), System.Globalization.CultureInfo.InvariantCulture),
                double.Parse(range[1].ToString(), System.Globalization.CultureInfo.InvariantCulture))
            : null;

    private static string? Text(YamlNode node, string key) => Child(node, key)?.ToString();

    private static YamlNode? Child(YamlNode node, string key) =>
        ((YamlMappingNode)node).Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child) ? child : null;

    internal sealed record Field((double Minimum, double Maximum)? Physical, (double Minimum, double Maximum)? Normal);

    internal sealed record Rule(string Id, string? When, TimeSpan For);
}
