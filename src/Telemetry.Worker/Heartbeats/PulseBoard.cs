using System.Collections.Concurrent;

namespace Telemetry.Worker.Heartbeats;

/// <summary>The loops that an alarm needs on its way to a person; each takes a pulse here when it is made.</summary>
internal sealed class PulseBoard(TimeProvider time)
{
    private readonly ConcurrentBag<Pulse> _pulses = [];

    public Pulse Add(string name)
    {
        var pulse = new Pulse(name, time);
        _pulses.Add(pulse);
        return pulse;
    }

    /// <summary>The one that has been silent for longest, if that is too long; null when all are well.</summary>
    public Pulse? FindStalled(TimeSpan limit) => _pulses.Where(pulse => pulse.Since > limit).MaxBy(pulse => pulse.Since);
}
