namespace Telemetry.Mqtt.Client;

/// <summary>
/// The delays between connection attempts: doubling up to a maximum, half of each random, so that the clients of a
/// broker that comes back do not all come at once.
/// </summary>
internal sealed class ReconnectBackoff(TimeSpan first, TimeSpan maximum, Random random)
{
    private int _failures;

    public TimeSpan Next()
    {
        TimeSpan delay = first;
        for (int i = 0; i < _failures && delay < maximum; i++)
            delay *= 2;
        _failures++;
        return (delay < maximum ? delay : maximum) * (0.5 + random.NextDouble() / 2);
    }

    /// <summary>
    /// Begins anew when the connection outlived the longest delay (at least ten seconds): one that is dropped at once
    /// again and again does not count as a success.
    /// </summary>
    /// <param name="lasted">From the attempt to the end.</param>
    /// <param name="isTakenOver">
    /// True when another client came with the same id. Never a success: the two of them would throw each other out in turn.
    /// </param>
    public void ConnectionEnded(TimeSpan lasted, bool isTakenOver = false)
    {
        if (!isTakenOver && lasted >= Lasting)
            _failures = 0;
    }

    private TimeSpan Lasting => maximum > TimeSpan.FromSeconds(10) ? maximum : TimeSpan.FromSeconds(10);
}
