using Telemetry.Worker.Backups;

namespace Telemetry.Worker.Hosting;

/// <summary>The folder of everything that must outlive a restart; readable by its owner only.</summary>
internal static class DataFolder
{
    /// <summary>Makes the folder and proves that it can be written; returns its full path.</summary>
    /// <exception cref="StartException">It cannot be made or written.</exception>
    public static string Prepare(string folder)
    {
        try
        {
            string path = Path.GetFullPath(folder);
            if (!Directory.Exists(path))
            {
                if (OperatingSystem.IsWindows())
                    Directory.CreateDirectory(path);
                else
                    Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            if (Directory.EnumerateDirectories(path, RestoreRun.WorkPrefix + "*").Any())
                throw new StartException($"Data:Folder = '{folder}': a restore into it is under way or was cut off. Wait for it, or delete everything in the folder and run telemetry restore again.");
            string probe = Path.Combine(path, ".write-test");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            OwnerOnly.Apply(path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException($"Data:Folder = '{folder}': cannot be written ({e.Message}); choose another folder with --Data:Folder=DIR or give this user the right to write there.", e);
        }
    }
}
