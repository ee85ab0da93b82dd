using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Telemetry.Storage.Journal;

/// <summary>The syncs that .NET has no call for.</summary>
internal static partial class Libc
{
    private const int Interrupted = 4;
    private const int InvalidArgument = 22;
    private const int ReadOnlyFolder = 0;

    /// <summary>Makes a file's content durable; on Linux without the metadata that reading it does not need.</summary>
    public static void SyncData(SafeFileHandle file, string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (FDataSync(file) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                throw new IOException($"fdatasync of {path} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    /// <summary>Makes a folder's names durable.</summary>
    public static void SyncFolder(string path)
    {
        // Windows has no such call and its journaling file system needs none.
        if (OperatingSystem.IsWindows())
            return;
        int folder = Open(path, ReadOnlyFolder);
        if (folder < 0)
            throw Failed("open", path);
        try
        {
            // Some network file systems answer EINVAL: they have nothing to sync.
            while (FSync(folder) != 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error == InvalidArgument)
                    return;
                if (error != Interrupted)
                    throw Failed("fsync", path);
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    private static IOException Failed(string call, string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} of {path} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);
}
