namespace Telemetry.Alerting.Engine;

/// <summary>What one reading rule remembers of one device.</summary>
internal struct ReadingState
{
    /// <summary>A time or position that is not there.</summary>
    public const long None = long.MinValue;

    /// <summary>Normal: nothing pending, nothing raised.</summary>
    public static readonly ReadingState Normal = new() { SinceMs = None, LastKnownMs = None, RaisePosition = None };

    /// <summary>Since when the condition holds; <see cref="None"/> when it does not.</summary>
    public long SinceMs;

    /// <summary>The newest time at which the condition was known to hold or not, while it is not raised.</summary>
    public long LastKnownMs;

    /// <summary>Where it was raised; <see cref="None"/> when it is not.</summary>
    public long RaisePosition;
}
