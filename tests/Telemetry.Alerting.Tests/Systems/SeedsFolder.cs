namespace Telemetry.Alerting.Tests.Systems;

/// <summary>The repository's own city.</summary>
internal static class SeedsFolder
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Telemetry.sln")))
            {
                return System.IO.Path.Combine(folder.FullName, "seeds");
            }
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
