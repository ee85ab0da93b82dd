using Telemetry.EndToEnd.Tests.Harness;

namespace Telemetry.EndToEnd.Tests.Seeds;

/// <summary>A copy of the delivered city, and the system that docs/city.md adds to it, taken from that page as it stands there.</summary>
internal static class AddedSystem
{
    private static readonly string Chapter = File.ReadAllText(Path.Combine(Repository.Root, "docs", "city.md"))
        .Split("## Add a system\n")[1].Split("\n## ")[0];

    /// <summary>The commands of the page, without <c>telemetry</c>.</summary>
    public static string[] Commands { get; } = [.. Chapter.Split('\n')
        .Where(line => line.StartsWith("telemetry ", StringComparison.Ordinal))
        .Select(line => line["telemetry ".Length..].Split('#')[0].Trim())];

    public static string CopySeeds(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(Repository.Seeds, "*.yaml", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(Repository.Seeds, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return folder;
    }

    /// <summary>Writes the files of the page, each under the name that stands above it.</summary>
    public static async Task WriteFilesAsync(string folder)
    {
        string[] parts = Chapter.Split("```yaml\n");
        Assert.Equal(3, parts.Length);
        for (int i = 1; i < parts.Length; i++)
        {
            string name = parts[i - 1].Split('`')[^2];
            string path = Path.Combine(folder, name);
            Assert.False(File.Exists(path), path);
            await File.WriteAllTextAsync(path, parts[i].Split("```")[0]);
        }
    }
}
