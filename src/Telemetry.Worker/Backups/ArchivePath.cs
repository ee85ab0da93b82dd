namespace Telemetry.Worker.Backups;

/// <summary>Names of files in archives, which may come from anybody.</summary>
internal static class ArchivePath
{
    private const int MaximumLength = 1024;

    /// <summary>True for a path that stays below the folder it is joined to.</summary>
    public static bool IsSafe(string path) =>
        path.Length is > 0 and <= MaximumLength
        && !path.Any(c => char.IsControl(c) || (OperatingSystem.IsWindows() && c is ('\\' or ':')))
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
