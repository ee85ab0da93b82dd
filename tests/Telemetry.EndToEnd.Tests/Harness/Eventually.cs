using System.Diagnostics;

namespace Telemetry.EndToEnd.Tests.Harness;

/// <summary>Waits for something that another process does. The limit only bounds a failed test; nothing is asserted about time.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan limit, Func<string> describe)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
                Assert.Fail($"Not within {limit}: {describe()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public static async Task EqualAsync<T>(T expected, Func<Task<T>> actual, TimeSpan limit, Func<string>? describe = null)
    {
        T last = default!;
        await TrueAsync(
            async () => EqualityComparer<T>.Default.Equals(expected, last = await actual()), limit, () => $"expected {expected}, last {last}. {describe?.Invoke()}");
    }
}
