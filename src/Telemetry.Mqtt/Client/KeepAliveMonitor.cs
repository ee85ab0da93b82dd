namespace Telemetry.Mqtt.Client;

/// <summary>Decides when to send a PINGREQ and when the peer is dead (MQTT 5.0, section 3.1.2.10).</summary>
/// <remarks>
/// A ping is also sent when only the peer is silent: a client that publishes at QoS 0 would otherwise never learn
/// that nobody listens. Anything received answers a ping.
/// </remarks>
internal sealed class KeepAliveMonitor(TimeSpan keepAlive, TimeProvider time)
{
    private long _lastSent = time.GetTimestamp();
    private long _lastReceived = time.GetTimestamp();
    private long _pingSent;
    private bool _pinged;
    private bool _isPaused;

    /// <summary>How often <see cref="Check"/> wants to be called.</summary>
    public TimeSpan CheckInterval { get; } = keepAlive / 4;

    public void Sent() => Volatile.Write(ref _lastSent, time.GetTimestamp());

    public void Received()
    {
        Volatile.Write(ref _lastReceived, time.GetTimestamp());
        if (_isPaused)
            Volatile.Write(ref _isPaused, false);
    }

    /// <summary>Nothing is read until something is received again: whoever does not listen cannot call the peer dead.</summary>
    public void Pause() => Volatile.Write(ref _isPaused, true);

    public KeepAliveAction Check()
    {
        if (Volatile.Read(ref _isPaused))
            _lastReceived = time.GetTimestamp();
        TimeSpan silence = time.GetElapsedTime(Volatile.Read(ref _lastReceived));
        if (_pinged && time.GetElapsedTime(_pingSent) <= silence)
            return time.GetElapsedTime(_pingSent) >= keepAlive / 2 ? KeepAliveAction.Close : KeepAliveAction.None;

        _pinged = false;
        if (silence < keepAlive / 2 && time.GetElapsedTime(Volatile.Read(ref _lastSent)) < keepAlive / 2)
            return KeepAliveAction.None;
        _pinged = true;
        _pingSent = time.GetTimestamp();
        return KeepAliveAction.Ping;
    }
}
