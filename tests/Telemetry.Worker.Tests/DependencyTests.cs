using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests;

/// <summary>The house of docs/ARCHITECTURE.md: who may know whom.</summary>
public sealed class DependencyTests
{
    public static TheoryData<string, string[]> Houses => new()
    {
        { "src/Telemetry.Mqtt", [] },
        { "src/Telemetry.Readings", [] },
        { "src/Telemetry.Storage", [] },
        { "src/Telemetry.Alerting", ["Telemetry.Readings"] },
        { "src/Telemetry.Worker", ["Telemetry.Alerting", "Telemetry.Mqtt", "Telemetry.Readings", "Telemetry.Storage"] },
        { "simulators/Telemetry.Simulators", ["Telemetry.Mqtt"] },
    };

    [Theory]
    [MemberData(nameof(Houses))]
    public void Project_References_AreThoseOfTheHouse(string project, string[] allowed)
    {
        XDocument file = XDocument.Load(Repository.File(project, Path.GetFileName(project) + ".csproj"));

        Assert.Equal(allowed, file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Houses))]
    public void Assembly_References_AreNoMoreThanThoseOfTheHouse(string project, string[] allowed) =>
        Assert.All(References(Assembly(project)), name => Assert.Contains(name, allowed));

    [Fact]
    public void EveryProjectInTheHouse_IsAsked() =>
        Assert.Equal(
            Directory.GetDirectories(Repository.File("src")).Concat(Directory.GetDirectories(Repository.File("simulators"))).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Houses.Select(row => Path.GetFileName(row.Data.Item1)).Order(StringComparer.Ordinal));

    [Fact]
    public void Worker_KnowsAllFour() => Assert.Equal(4, References(Assembly("src/Telemetry.Worker")).Count());

    /// <summary>Beside this test, or for the simulators, which nothing here uses, where the build of this configuration left it.</summary>
    private static string Assembly(string project)
    {
        string name = Path.GetFileName(project);
        string beside = Path.Combine(AppContext.BaseDirectory, (name == "Telemetry.Worker" ? "telemetry" : name) + ".dll");
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return File.Exists(beside) ? beside : Repository.File(project, "bin", configuration, "net10.0", name + ".dll");
    }

    private static IEnumerable<string> References(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Where(name => name.StartsWith("Telemetry.", StringComparison.Ordinal))];
    }
}
