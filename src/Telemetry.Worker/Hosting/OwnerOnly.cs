using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Telemetry.Worker.Hosting;

/// <summary>
/// Telephone numbers, tokens' hashes and pictures are the owner's business, whoever made the data folder and with whatever
/// rights: what this process writes from here on nobody else may read, however it was started.
/// </summary>
internal static partial class OwnerOnly
{
    /// <summary>What group and others may do.</summary>
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Databases give their mode to the files beside them.</summary>
    private const string Databases = "*.db*";

    /// <param name="folder">The data folder; databases that are in it already are shut too.</param>
    public static void Apply(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        _ = Mask((uint)Others);
        foreach (string path in Directory.EnumerateFiles(folder, Databases))
        {
            UnixFileMode mode = File.GetUnixFileMode(path);
            if ((mode & Others) != 0)
                Shut(path, mode & ~Others);
        }
    }

    /// <summary>A file of somebody else stays as they made it.</summary>
    [UnsupportedOSPlatform("windows")]
    private static void Shut(string path, UnixFileMode mode)
    {
        try
        {
            File.SetUnixFileMode(path, mode);
        }
        catch (UnauthorizedAccessException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint Mask(uint mode);
}
