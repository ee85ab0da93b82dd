using System.Runtime.InteropServices;

namespace Telemetry.Storage.Sqlite;

/// <summary>
/// Does steps of work on a thread of its own with a low priority, and rests after each in proportion to what it took: at most a
/// quarter of a core, a twentieth while storing is behind. It never stops altogether, so nothing piles up for ever.
/// </summary>
internal sealed partial class UpkeepThread : IDisposable
{
    private const int Nice = 10;
    private const int RestPerWork = 3;
    private const int RestPerWorkWhenBehind = 19;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private readonly Func<TimeSpan?> _step;
    private readonly Func<bool> _isBehind;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <param name="step">One step; answers how long it kept storing from going on, null when nothing is left to do. Must not throw.</param>
    public UpkeepThread(Func<TimeSpan?> step, Func<bool> isBehind)
    {
        _step = step;
        _isBehind = isBehind;
        _thread = new Thread(Run) { IsBackground = true, Name = "sqlite-upkeep", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>Returns when the step under way has ended.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        // .NET's priorities do nothing on Linux, where each thread has a nice value; it may not be allowed, which changes little.
        if (OperatingSystem.IsLinux())
            _ = SetPriority(0, 0, Nice);
        TimeSpan rest = TimeSpan.Zero;
        while (!_stop.Wait(rest))
            rest = _step() is { } worked ? worked * (_isBehind() ? RestPerWorkWhenBehind : RestPerWork) : Idle;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
