using System.Runtime.InteropServices;

namespace Telemetry.Worker.Backtest;

/// <summary>A thread that runs when nothing else wants to.</summary>
internal static partial class QuietThread
{
    private const int OfThread = 0;
    private const int LeastPriority = 19;

    /// <summary>Runs on a thread of its own, at the lowest priority.</summary>
    public static Task RunAsync(string name, Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            Lower();
            try
            {
                work();
                done.SetResult();
            }
            catch (OperationCanceledException e)
            {
                done.SetCanceled(e.CancellationToken);
            }
#pragma warning disable CA1031 // Whatever it is goes to whoever awaits the task.
            catch (Exception e)
#pragma warning restore CA1031
            {
                done.SetException(e);
            }
        })
        {
            Name = name,
            IsBackground = true,
            Priority = ThreadPriority.Lowest,
        };
        thread.Start();
        return done.Task;
    }

    /// <summary>On Linux .NET leaves priorities alone; a thread may always lower its own. Where it may not, the turns do.</summary>
    private static void Lower()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(OfThread, 0, LeastPriority);
    }

    /// <summary>With 0 for who, Linux takes the calling thread.</summary>
    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int priority);
}
