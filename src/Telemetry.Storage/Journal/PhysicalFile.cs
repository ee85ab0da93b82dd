using Microsoft.Win32.SafeHandles;

namespace Telemetry.Storage.Journal;

/// <summary>A file on a real disk.</summary>
internal sealed class PhysicalFile(SafeFileHandle handle, string path) : IJournalFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> to, long offset)
    {
        int done = 0;
        while (done < to.Length)
        {
            int read = RandomAccess.Read(handle, to[done..], offset + done);
            if (read == 0)
                break;
            done += read;
        }

        return done;
    }

    public void Write(ReadOnlySpan<byte> from, long offset) => RandomAccess.Write(handle, from, offset);

    public void Sync() => Libc.SyncData(handle, path);

    public void Dispose() => handle.Dispose();
}
