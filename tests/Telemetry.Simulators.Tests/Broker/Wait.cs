namespace Telemetry.Simulators.Tests.Broker;

/// <summary>Waits for what another process does.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> condition, Func<string> describe, int seconds = 30)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start).TotalSeconds > seconds)
                Assert.Fail($"It did not happen within {seconds} s:\n{describe()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
