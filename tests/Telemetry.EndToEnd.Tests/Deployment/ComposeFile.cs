using Telemetry.EndToEnd.Tests.Harness;
using YamlDotNet.RepresentationModel;

namespace Telemetry.EndToEnd.Tests.Deployment;

/// <summary>docker-compose.yml as `docker-compose config` understands it: merged, with every variable in place.</summary>
internal sealed class ComposeFile
{
    private readonly YamlMappingNode _root;

    private ComposeFile(YamlMappingNode root) => _root = root;

    public IEnumerable<string> Services => Names(Map(_root, "services"));

    public IEnumerable<string> Secrets => Names(Map(_root, "secrets"));

    public static async Task<ComposeFile> LoadAsync()
    {
        Command config = await Command.RunAsync(Missing.Need("docker-compose", "docker-compose"), ["-f", Path.Combine(Repository.Root, "docker-compose.yml"), "config"]);
        Assert.True(config.ExitCode == 0, config.Error);
        var stream = new YamlStream();
        stream.Load(new StringReader(config.Output));
        return new ComposeFile((YamlMappingNode)stream.Documents[0].RootNode);
    }

    /// <summary>A setting of a service; null when it has none.</summary>
    public YamlNode? Setting(string service, string name) =>
        Map(Map(_root, "services"), service).Children.TryGetValue(new YamlScalarNode(name), out YamlNode? value) ? value : null;

    /// <summary>A setting of a service that is a list of plain values.</summary>
    public IReadOnlyList<string> List(string service, string name) =>
        Setting(service, name) is YamlSequenceNode list ? [.. list.Children.Select(item => item is YamlMappingNode map ? Scalar(map, "source") : item.ToString())] : [];

    /// <summary>The environment variables of a service.</summary>
    public IReadOnlyDictionary<string, string> Environment(string service) =>
        Setting(service, "environment") is YamlMappingNode map ? map.Children.ToDictionary(entry => entry.Key.ToString(), entry => entry.Value.ToString()) : [];

    private static YamlMappingNode Map(YamlMappingNode node, string name) => (YamlMappingNode)node[new YamlScalarNode(name)];

    private static string Scalar(YamlMappingNode node, string name) => node[new YamlScalarNode(name)].ToString();

    private static IEnumerable<string> Names(YamlMappingNode node) => node.Children.Keys.Select(key => key.ToString());
}
