using System.Diagnostics;
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

    private readonly Func<bool> _step;
    private readonly Func<bool> _isBehind;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <param name="step">One step; true when more is to be done. Must not throw.</param>
    public UpkeepThread(Func<bool> step, Func<bool> isBehind)
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
        {
            long began = Stopwatch.GetTimestamp();
            rest = _step() ? Stopwatch.GetElapsedTime(began) * (_isBehind() ? RestPerWorkWhenBehind : RestPerWork) : Idle;
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
