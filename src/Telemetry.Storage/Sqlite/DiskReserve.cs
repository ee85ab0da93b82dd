using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Sqlite;

/// <summary>
/// What the store leaves of the disk: the lower half of the journal's reserve. The upper half lets it take the journal's
/// records when that is full; the rest is for alarms, notifications and the cursors.
/// </summary>
internal sealed class DiskReserve(SqliteStoreOptions options)
{
    /// <summary>True when the store may not grow now.</summary>
    public bool IsReached
    {
        get
        {
            if (options.ReserveBytes == 0)
                return false;
            DiskSpace space = (options.Space ?? Space)();
            if (space.Total <= 0)
                return false;
            // The journal's own measure: on a small disk its reserve is a part of the disk.
            long reserve = space.Total - (space with { Free = space.Total }).Beside(options.ReserveBytes);
            return space.Free < reserve / 2;
        }
    }

    private DiskSpace Space()
    {
        try
        {
            var drive = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(options.Path))!);
            return new DiskSpace(drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that does not tell is written until it refuses.
            return default;
        }
    }
}
