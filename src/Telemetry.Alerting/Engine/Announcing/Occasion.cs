using Telemetry.Alerting.Expressions;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>The record in hand, as far as standing conditions look at it.</summary>
internal readonly ref struct Occasion
{
    public required long Position { get; init; }

    /// <summary>The engine time of a sample, else when the record was received; Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Unix milliseconds; of a tick its own time.</summary>
    public required long ReceivedAtMs { get; init; }

    /// <summary>Whose record it is; null for a tick.</summary>
    public Device? Device { get; init; }

    /// <summary>True for a reading that rules have looked at: then <see cref="Scope"/> is its.</summary>
    public bool IsReading { get; init; }

    /// <summary>True for an event: then <see cref="Scope"/> is its.</summary>
    public bool IsEvent { get; init; }

    public Scope Scope { get; init; }

    /// <summary>A reading or event that rules have looked at.</summary>
    public static Occasion Of(in Sample sample, Scope scope) => new()
    {
        Position = sample.Position,
        AtMs = sample.EngineTimeMs,
        ReceivedAtMs = sample.ReceivedAtMs,
        Device = sample.Device,
        IsReading = !sample.IsEvent,
        IsEvent = sample.IsEvent,
        Scope = scope,
    };

    /// <summary>A sign of life.</summary>
    public static Occasion Of(Device device, long position, long receivedAtMs) =>
        new() { Position = position, AtMs = receivedAtMs, ReceivedAtMs = receivedAtMs, Device = device };

    public static Occasion OfTick(long position, long wallMs) => new() { Position = position, AtMs = wallMs, ReceivedAtMs = wallMs };
}
