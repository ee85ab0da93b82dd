namespace Telemetry.Alerting.Engine;

/// <summary>Where a reading stands among those of its device that came before it.</summary>
internal enum Sequence
{
    /// <summary>Not older than any of them.</summary>
    Next,

    /// <summary>Older than the newest: it is history.</summary>
    Late,

    /// <summary>Older, but because a clock was put back: nothing from before goes on from here.</summary>
    Anew,
}
