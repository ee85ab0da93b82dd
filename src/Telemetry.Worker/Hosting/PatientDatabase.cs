using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Hosting;

/// <summary>
/// Keeps what a part has to write to a database until it can: a full or failing disk is waited for, so that it neither ends
/// the worker nor loses what was to be written. Said once, and once more when it is over.
/// </summary>
/// <param name="name">The file, such as <c>alerts.db</c>.</param>
internal sealed partial class PatientDatabase(string name, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private bool _failed;

    /// <summary>Runs a step until the database takes it; the step must bear being run again.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await step(cancellationToken);
                break;
            }
            catch (SqliteException e) when (Passes(e))
            {
                Failed(e);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        if (_failed)
            LogOver(logger, name);
        _failed = false;
    }

    /// <summary>The same for a step that waits for nothing else.</summary>
    public Task RunAsync(Action step, CancellationToken cancellationToken) => RunAsync(
        _ =>
        {
            step();
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>One try, for a stop; false when it did not work.</summary>
    public bool TryRun(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (SqliteException e) when (Passes(e))
        {
            Failed(e);
            return false;
        }
    }

    private void Failed(SqliteException e)
    {
        if (!_failed)
            LogWaits(logger, name, e.Message);
        _failed = true;
    }

    /// <summary>What ends when somebody makes room or lets go of the file; damage does not.</summary>
    private static bool Passes(SqliteException e) => e.SqliteErrorCode is
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED or SQLitePCL.raw.SQLITE_NOMEM
        or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_CANTOPEN;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name} cannot be written: {Detail} What belongs there is kept and tried again every second; make room on the disk of Data:Folder if it is full.")]
    private static partial void LogWaits(ILogger logger, string name, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} can be written again")]
    private static partial void LogOver(ILogger logger, string name);
}
