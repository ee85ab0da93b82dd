using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SQLitePCL;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Sqlite;

/// <summary>
/// The embedded store: one file, one wide table per kind of device, rollups of a minute and an hour, the uploader's cursor in
/// the same transaction as the data. Nothing else may write the file; anything may read it (<c>sqlite3 -readonly</c>).
/// </summary>
public sealed partial class SqliteStore : ITimeSeriesStore
{
    private readonly SqliteStoreOptions _options;
    private readonly Func<string, string, string?> _tableOf;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteStore> _logger;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly LogCheckpoint _log;
    private readonly DiskReserve _reserve;
    private SqliteWriter? _writer;
    private UpkeepThread? _upkeep;
    private bool _saidUpkeepFailed;
    private volatile bool _isBehind;
    private volatile bool _isUpkeepBehind;
    private long _rolledUp;
    private long _deleted;
    private long _upkeepTicks;
    private TimeSpan _worked;

    /// <param name="tableOf">The table for a measurement and a device, such as <c>heating__station</c>; null: the measurement's own.
    /// Asked once per series; a series stays in its table.</param>
    /// <param name="time">The clock of the readings: what is due for rolling up and too old is judged by it.</param>
    public SqliteStore(SqliteStoreOptions options, Func<string, string, string?> tableOf, RejectedLines rejected, TimeProvider time, ILogger<SqliteStore> logger)
    {
        options.Validate();
        _options = options;
        _tableOf = tableOf;
        _time = time;
        _logger = logger;
        Rejected = rejected;
        _log = new LogCheckpoint(options);
        _reserve = new DiskReserve(options);
    }

    public string Kind => "sqlite";

    public int Connections => 1;

    public TimeSpan Settle => TimeSpan.Zero;

    public long? StoredPosition { get; private set; }

    public RejectedLines Rejected { get; }

    /// <summary>How it gets on beside storing. From any thread.</summary>
    public SqliteStoreStatistics Statistics => new(
        _log.Length, new FileInfo(_options.Path) is { Exists: true } file ? file.Length : 0,
        Volatile.Read(ref _rolledUp), Volatile.Read(ref _deleted), TimeSpan.FromTicks(Volatile.Read(ref _upkeepTicks)).TotalSeconds, _isUpkeepBehind);

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            StoredPosition = Open().Position;
            if (_options.HasUpkeepThread)
                _upkeep ??= new UpkeepThread(() => Upkeep() ? _worked : null, () => _isBehind);
        }
        catch (SqliteFailedException e) when (Passes(e))
        {
            throw new StoreUnavailableException(e.Message, e);
        }
        catch (SqliteFailedException e)
        {
            throw new StoreConfigurationException($"{_options.Path} cannot be used: {e.Message}. {Mend(e)}", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task<WriteResult> WriteAsync(LineBatch batch, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // A full batch means that more of them wait.
            _isBehind = batch.IsFull;
            SqliteWriter writer = Open();
            if (_log.IsFull && !TryEmptyLog(writer))
                return new WriteResult(WriteOutcome.Retry, Message: $"{_options.Path}-wal has {_log.Length >> 20} MiB and cannot be emptied while something reads an old state: end that reader (lsof {_options.Path}).");
            if (_reserve.IsReached && !TryShrinkLog(writer))
                return new WriteResult(WriteOutcome.Retry, Message: $"The disk of {_options.Path} has less left than half of what the journal reserves: make room. The journal keeps the data until then.");
            int refused = writer.Write(batch);
            StoredPosition = batch.EndPosition;
            return new WriteResult(WriteOutcome.Stored, refused);
        }
        catch (SqliteFailedException e)
        {
            Close();
            return new WriteResult(Passes(e) ? WriteOutcome.Retry : WriteOutcome.Misconfigured, Message: $"{e.Message}. {Mend(e)}");
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task<WriteOutcome> SyncAsync(long position, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            Open().Sync(position);
            StoredPosition = position;
            return WriteOutcome.Stored;
        }
        catch (SqliteFailedException e)
        {
            Close();
            LogNotSynced(_logger, _options.Path, e.Message);
            return WriteOutcome.Retry;
        }
        finally
        {
            _writing.Release();
        }
    }

    public Task<IReadOnlyList<SeriesPoint>> QueryAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        try
        {
            using var database = new SqliteDatabase(_options.Path, readOnly: true);
            return Task.FromResult<IReadOnlyList<SeriesPoint>>(SqliteQuery.Run(database, query, cancellationToken));
        }
        catch (SqliteFailedException e)
        {
            throw new StoreUnavailableException($"{_options.Path}: {e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _upkeep?.Dispose();
        await _writing.WaitAsync();
        Close();
        _writing.Release();
    }

    /// <summary>One step of what is done beside storing: rollups, retention, the log. Storing waits for one step at most.</summary>
    /// <returns>True when more is to be done.</returns>
    internal bool Upkeep()
    {
        try
        {
            bool isDue = _log.IsDue;
            if (isDue)
                _log.Run();
            return _isUpkeepBehind = UpkeepUnderGate(isDue);
        }
        catch (Exception e) when (e is SqliteFailedException or StoreConfigurationException)
        {
            if (!_saidUpkeepFailed)
                LogUpkeepFailed(_logger, _options.Path, e.Message, e is SqliteFailedException failed ? Mend(failed) : "");
            _saidUpkeepFailed = true;
            return false;
        }
    }

    private bool UpkeepUnderGate(bool emptyLog)
    {
        _writing.Wait();
        long began = Stopwatch.GetTimestamp();
        try
        {
            SqliteWriter writer = Open();
            (long rolledUp, long deleted) = writer.Work;
            if (emptyLog)
                writer.EmptyLog();
            if (_log.IsFull || _reserve.IsReached)
                return false;
            bool more = writer.Upkeep(_time.GetUtcNow().ToUnixTimeSeconds(), _options.UpkeepRows);
            Volatile.Write(ref _rolledUp, _rolledUp + writer.Work.RolledUp - rolledUp);
            Volatile.Write(ref _deleted, _deleted + writer.Work.Deleted - deleted);
            _saidUpkeepFailed = false;
            return more;
        }
        catch (SqliteFailedException)
        {
            // Whatever the step did is rolled back with the connection.
            Close();
            throw;
        }
        finally
        {
            _worked = Stopwatch.GetElapsedTime(began);
            Volatile.Write(ref _upkeepTicks, _upkeepTicks + _worked.Ticks);
            _writing.Release();
        }
    }

    private bool TryEmptyLog(SqliteWriter writer)
    {
        writer.EmptyLog();
        return !_log.IsFull;
    }

    /// <summary>The log may be what fills the disk.</summary>
    private bool TryShrinkLog(SqliteWriter writer)
    {
        writer.EmptyLog();
        return !_reserve.IsReached;
    }

    private SqliteWriter Open() => _writer ??= new SqliteWriter(_options, _tableOf, Rejected, _time.GetUtcNow().ToUnixTimeSeconds());

    private void Close()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private static bool Passes(SqliteFailedException e) =>
        e.Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_NOMEM or raw.SQLITE_INTERRUPT;

    private static string Mend(SqliteFailedException e) => e.Code switch
    {
        raw.SQLITE_FULL => "The disk is full: make room.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "The file is damaged: move it away and restore a backup, or start with a new one.",
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY => "Check that the folder of Data:Folder exists and is writable.",
        _ => "",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} could not be flushed: {Detail}. The journal keeps the data until it can.")]
    private static partial void LogNotSynced(ILogger logger, string path, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rollups, retention or the checkpoint of {Path} failed: {Detail}. {Mend} They are tried again.")]
    private static partial void LogUpkeepFailed(ILogger logger, string path, string detail, string mend);
}
