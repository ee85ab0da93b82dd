namespace Telemetry.EndToEnd.Tests.Harness;

/// <summary>Where things are in the checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder with the load tools, beside the checkout; <c>TELEMETRY_SHARED</c> names another.</summary>
    public static string Shared => Environment.GetEnvironmentVariable("TELEMETRY_SHARED") ?? Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    public static string Seeds => Path.Combine(Root, "seeds");

    public static string BenchCity => Path.Combine(Root, "bench", "city");

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Telemetry.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No Telemetry.sln above {AppContext.BaseDirectory}.");
    }
}
