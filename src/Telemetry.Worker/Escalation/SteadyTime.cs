using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Escalation;

/// <summary>
/// Milliseconds that no step of the wall clock moves and that a restart continues: deadlines are kept in them. What was
/// noted in <c>alerts.db</c>, plus the time the process was down, plus the monotonic time since its start. The time down
/// is the difference of the machine's uptimes while it is the same start of the machine; after a reboot only the wall clock
/// tells, and when it went backwards the time down counts as none.
/// </summary>
internal sealed class SteadyTime
{
    /// <summary>A machine that slept longer than this while the process ran has its sleep counted in.</summary>
    private const long LeastSleepMs = 1_000;

    private readonly TimeProvider _time;
    private readonly IBootClock _boot;
    private readonly long _startTimestamp;
    private readonly BootTime? _startBoot;
    private readonly long _base;
    private long _sleptMs;

    public SteadyTime(AlertDatabase database, TimeProvider time, IBootClock boot)
    {
        (_time, _boot) = (time, boot);
        // Uptime is cut to hundredths of a second: read first, so that rounding does not add up over many starts.
        _startBoot = boot.Read();
        _startTimestamp = time.GetTimestamp();
        Row? noted = database.Read(connection =>
            connection.QuerySingleOrDefault<Row>("SELECT steady AS Steady, wall AS Wall, boot AS Boot, uptime AS Uptime FROM steady_time"));
        DownMs = noted is null ? 0 : Down(noted);
        _base = (noted?.Steady ?? 0) + DownMs;
    }

    /// <summary>How long the process was down before this start, as far as can be told.</summary>
    public long DownMs { get; }

    /// <summary>Now, in steady milliseconds; never less than before.</summary>
    public long NowMs => _base + ElapsedMs() + Volatile.Read(ref _sleptMs);

    /// <summary>Notes the time as part of the caller's transaction.</summary>
    public void Note(SqliteConnection connection)
    {
        BootTime? boot = _boot.Read();
        if (boot is { } now && _startBoot is { } start && now.Boot == start.Boot)
        {
            long slept = now.UptimeMs - start.UptimeMs - ElapsedMs();
            if (slept > Volatile.Read(ref _sleptMs) + LeastSleepMs)
                Volatile.Write(ref _sleptMs, slept);
        }

        connection.Execute(
            """
            INSERT INTO steady_time(one, steady, wall, boot, uptime) VALUES(1, @steady, @wall, @boot, @uptime)
            ON CONFLICT(one) DO UPDATE SET steady = @steady, wall = @wall, boot = @boot, uptime = @uptime
            """,
            new { steady = NowMs, wall = WallMs(), boot = boot?.Boot, uptime = boot?.UptimeMs });
    }

    private long Down(Row noted) => _startBoot is { } boot && boot.Boot == noted.Boot && boot.UptimeMs >= noted.Uptime
        ? boot.UptimeMs - noted.Uptime!.Value
        : Math.Max(0, WallMs() - noted.Wall);

    private long ElapsedMs() => (long)_time.GetElapsedTime(_startTimestamp).TotalMilliseconds;

    private long WallMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Row
    {
        public long Steady { get; set; }

        public long Wall { get; set; }

        public string? Boot { get; set; }

        public long? Uptime { get; set; }
    }
}
