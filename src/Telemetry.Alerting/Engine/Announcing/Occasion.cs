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

    /// <summary>What expressions see: of an event itself, of a reading the device's newest one. To be asked for only where it is needed.</summary>
    public Scope Scope => IsEvent ? EventScope : Readings!.Newest(Device!, Device!.Index, GapMs);

    private Scope EventScope { get; init; }

    private ReadingWatch? Readings { get; init; }

    private long GapMs { get; init; }

    /// <summary>A reading that rules have looked at.</summary>
    public static Occasion OfReading(in Sample sample, ReadingWatch readings, long gapMs) => new()
    {
        Position = sample.Position,
        AtMs = sample.EngineTimeMs,
        ReceivedAtMs = sample.ReceivedAtMs,
        Device = sample.Device,
        IsReading = true,
        Readings = readings,
        GapMs = gapMs,
    };

    public static Occasion OfEvent(in Sample sample, Scope scope) => new()
    {
        Position = sample.Position,
        AtMs = sample.EngineTimeMs,
        ReceivedAtMs = sample.ReceivedAtMs,
        Device = sample.Device,
        IsEvent = true,
        EventScope = scope,
    };

    /// <summary>A sign of life.</summary>
    public static Occasion Of(Device device, long position, long receivedAtMs) =>
        new() { Position = position, AtMs = receivedAtMs, ReceivedAtMs = receivedAtMs, Device = device };

    public static Occasion OfTick(long position, long wallMs) => new() { Position = position, AtMs = wallMs, ReceivedAtMs = wallMs };
}
