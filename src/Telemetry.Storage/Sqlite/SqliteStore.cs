using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Sqlite;

/// <summary>
/// The embedded store: one file, one wide table per kind of device, the uploader's cursor in the same transaction as the data.
/// Nothing else may write the file; anything may read it (<c>sqlite3 -readonly</c>).
/// </summary>
public sealed partial class SqliteStore : ITimeSeriesStore
{
    private readonly SqliteStoreOptions _options;
    private readonly Func<string, string, string?> _tableOf;
    private readonly ILogger<SqliteStore> _logger;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly string _readConnection;
    private SqliteWriter? _writer;

    /// <param name="tableOf">The table for a measurement and a device, such as <c>heating__station</c>; null: the measurement's own.
    /// Asked once per series; a series stays in its table.</param>
    public SqliteStore(SqliteStoreOptions options, Func<string, string, string?> tableOf, RejectedLines rejected, ILogger<SqliteStore> logger)
    {
        options.Validate();
        _options = options;
        _tableOf = tableOf;
        _logger = logger;
        Rejected = rejected;
        _readConnection = new SqliteConnectionStringBuilder { DataSource = options.Path, Mode = SqliteOpenMode.ReadOnly }.ToString();
    }

    public string Kind => "sqlite";

    public int Connections => 1;

    public TimeSpan Settle => TimeSpan.Zero;

    public long? StoredPosition { get; private set; }

    public RejectedLines Rejected { get; }

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            StoredPosition = Open().Position;
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
            int refused = Open().Write(batch);
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

    public async Task<IReadOnlyList<SeriesPoint>> QueryAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new SqliteConnection(_readConnection);
            await connection.OpenAsync(cancellationToken);
            return SqliteQuery.Run(connection, query, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"{_options.Path}: {e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        Close();
        _writing.Release();
        using var connection = new SqliteConnection(_readConnection);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteWriter Open() => _writer ??= new SqliteWriter(_options, _tableOf, Rejected);

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
}
