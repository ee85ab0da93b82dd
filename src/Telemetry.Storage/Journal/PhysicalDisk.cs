using Microsoft.Win32.SafeHandles;

namespace Telemetry.Storage.Journal;

/// <summary>A folder on a real disk.</summary>
internal sealed class PhysicalDisk(string folder) : IJournalDisk
{
    private const int ZeroBytes = 1024 * 1024;

    public string Folder => folder;

    public IDisposable Lock()
    {
        string path = PathOf(JournalFormat.LockName);
        try
        {
            return Create(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when (IsHeld(path))
        {
            throw new JournalException($"The journal folder {folder} is in use by another process. Stop that one, or give this one a data folder of its own.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The journal folder {folder} cannot be written: {e.Message} Make it writable for this user, on a disk that is mounted writable, or choose another Data:Folder.", e);
        }
    }

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))];

    public DiskSpace Space()
    {
        try
        {
            var drive = new DriveInfo(folder);
            return new DiskSpace(drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that does not tell is written until it refuses.
            return default;
        }
    }

    public IJournalFile Open(string name, bool writable)
    {
        string path = PathOf(name);
        SafeFileHandle handle = File.OpenHandle(
            path,
            FileMode.Open,
            writable ? FileAccess.ReadWrite : FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete);
        return new PhysicalFile(handle, path);
    }

    public IJournalFile Create(string name, long length)
    {
        string path = PathOf(name);
        SafeFileHandle handle = Create(path, FileMode.Create, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            byte[] zeros = new byte[Math.Min(ZeroBytes, length)];
            for (long offset = 0; offset < length; offset += zeros.Length)
                RandomAccess.Write(handle, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - offset)), offset);
            RandomAccess.FlushToDisk(handle);
            return new PhysicalFile(handle, path);
        }
        catch (IOException)
        {
            // Most likely the disk is full: give back what was taken.
            handle.Dispose();
            File.Delete(path);
            throw;
        }
    }

    public void Rename(string from, string to) => File.Move(PathOf(from), PathOf(to), overwrite: true);

    public void Delete(string name) => File.Delete(PathOf(name));

    public void SyncNames() => Libc.SyncFolder(folder);

    /// <summary>Creates the folder if it is missing, for its owner alone.</summary>
    public static PhysicalDisk Prepare(string folder)
    {
        try
        {
            string[] missing = [.. Missing(Path.GetFullPath(folder))];
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            // A power cut must not take the new folder with all that was acknowledged in it.
            foreach (string made in missing)
                Libc.SyncFolder(Path.GetDirectoryName(made)!);
            return new PhysicalDisk(Path.GetFullPath(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The journal folder {folder} cannot be created: {e.Message} Make its parent writable for this user, or choose another Data:Folder.", e);
        }
    }

    private static IEnumerable<string> Missing(string path)
    {
        for (string? at = Path.TrimEndingDirectorySeparator(path); at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            yield return at;
    }

    /// <summary>True when the lock is there, can be read, and somebody has it: a disk that may only be read looks otherwise.</summary>
    private static bool IsHeld(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static SafeFileHandle Create(string path, FileMode mode, FileShare share)
    {
        SafeFileHandle handle = File.OpenHandle(path, mode, FileAccess.ReadWrite, share);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return handle;
    }

    private string PathOf(string name) => Path.Combine(folder, name);
}
