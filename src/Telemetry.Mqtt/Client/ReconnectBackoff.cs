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

    /// <summary>Begins anew when the connection lasted: one that is dropped at once again and again does not count as a success.</summary>
    public void ConnectionEnded(TimeSpan lasted)
    {
        if (lasted >= TimeSpan.FromSeconds(10))
            _failures = 0;
    }
}
