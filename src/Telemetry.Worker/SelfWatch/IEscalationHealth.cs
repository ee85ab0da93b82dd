namespace Telemetry.Worker.SelfWatch;

/// <summary>Whether whoever climbs ladders keeps up.</summary>
internal interface IEscalationHealth
{
    /// <summary>By how much the step that is due for longest is late, on a clock that nobody sets; zero or less when none is. Must not block.</summary>
    TimeSpan OverdueBy { get; }
}
