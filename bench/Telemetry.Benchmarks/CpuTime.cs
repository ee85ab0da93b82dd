using System.Diagnostics;

namespace Telemetry.Benchmarks;

/// <summary>
/// Compares by the CPU time of the process, in turns, and shows the best of each: what others do on the machine disturbs
/// that little. BenchmarkDotNet measures the wall clock, and is right on a quiet machine only.
/// </summary>
internal static class CpuTime
{
    private const int Rounds = 12;
    private const int Operations = 300_000;

    public static void Compare(params (string Name, Func<int> Operation)[] candidates)
    {
        double[] best = [.. candidates.Select(_ => double.MaxValue)];
        long[] allocated = new long[candidates.Length];
        using Process process = Process.GetCurrentProcess();
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < candidates.Length; i++)
            {
                Func<int> operation = candidates[i].Operation;
                long before = GC.GetAllocatedBytesForCurrentThread();
                process.Refresh();
                TimeSpan start = process.TotalProcessorTime;
                for (int n = 0; n < Operations; n++)
                    operation();
                process.Refresh();
                best[i] = Math.Min(best[i], (process.TotalProcessorTime - start).TotalNanoseconds / Operations);
                allocated[i] = GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        for (int i = 0; i < candidates.Length; i++)
            Console.WriteLine($"{candidates[i].Name,-46} {best[i],8:F0} ns CPU, {allocated[i] / Operations} bytes");
    }
}
