using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.SelfWatch;

/// <summary>
/// Proves every few seconds, with a transaction that is on disk when it returns, that <c>alerts.db</c> can be written. One at
/// a time, and nobody waits for it: behind somebody's lock it may take half a minute.
/// </summary>
internal sealed class DatabaseProbe(AlertDatabase database, TimeProvider time) : WorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long _written = TimeProvider.System.GetTimestamp();
    private string? _error;
    private Task<string?>? _running;

    /// <summary>For how long no transaction has come to its end, in real time.</summary>
    public TimeSpan Since => TimeProvider.System.GetElapsedTime(Volatile.Read(ref _written));

    /// <summary>What the last one said; null when it went well.</summary>
    public string? Error => Volatile.Read(ref _error);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        do
        {
            await TryAsync().WaitAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Writes now; why it could not. A try that is under way is waited for: one that began before the database was mended still counts.</summary>
    public Task<string?> TryAsync()
    {
        lock (_gate)
        {
            if (_running is not { IsCompleted: false })
                _running = Task.Run(Write);
            return _running;
        }
    }

    private string? Write()
    {
        try
        {
            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            database.Write(connection => connection.Execute(
                "INSERT INTO probe(id, at) VALUES(1, @nowMs) ON CONFLICT(id) DO UPDATE SET at = excluded.at, turns = turns + 1", new { nowMs }));
            Volatile.Write(ref _written, TimeProvider.System.GetTimestamp());
            Volatile.Write(ref _error, null);
            return null;
        }
        catch (SqliteException e)
        {
            Volatile.Write(ref _error, e.Message);
            return e.Message;
        }
    }
}
