using System.Diagnostics;

namespace Telemetry.Storage.Sqlite;

/// <summary>
/// Moves the write-ahead log into the file beside the writer, on a connection of its own. What a writer adds meanwhile is left,
/// so the log only becomes empty by <see cref="SqliteWriter.EmptyLog"/> right after, which has little left to do.
/// </summary>
internal sealed class LogCheckpoint(SqliteStoreOptions options)
{
    private const int PageSize = 4_096;
    private const int MostRounds = 4;

    private static readonly TimeSpan ShortRound = TimeSpan.FromMilliseconds(200);

    private readonly FileInfo _log = new(options.Path + "-wal");

    /// <summary>Size of the log in bytes.</summary>
    public long Length
    {
        get
        {
            _log.Refresh();
            return _log.Exists ? _log.Length : 0;
        }
    }

    public bool IsDue => Length > (long)options.CheckpointPages * PageSize;

    /// <summary>Beyond this a reader is in the way, and the log must not grow any more.</summary>
    public bool IsFull => Length > options.MaximumLogBytes;

    /// <summary>Moves what no reader is in the way of. While that takes long much is added; then that is moved as well.</summary>
    public void Run()
    {
        using var database = new SqliteDatabase(options.Path);
        for (int round = 0; round < MostRounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            database.Execute("PRAGMA wal_checkpoint(PASSIVE)");
            if (Stopwatch.GetElapsedTime(began) < ShortRound)
                return;
        }
    }
}
