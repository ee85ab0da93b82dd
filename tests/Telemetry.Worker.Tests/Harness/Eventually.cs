namespace Telemetry.Worker.Tests.Harness;

/// <summary>Waits for what another thread is about to do; fails when it does not.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    public static async Task TrueAsync(Func<bool> condition, string? what = null)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, what ?? "It did not happen.");
            await Task.Delay(Interval, TimeProvider.System);
        }
    }
}
