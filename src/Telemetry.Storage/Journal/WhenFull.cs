namespace Telemetry.Storage.Journal;

/// <summary>What a journal does at its size limit.</summary>
public enum WhenFull
{
    /// <summary>
    /// Drops the oldest segment that only readers want which may miss something (<see cref="Journal.Release(long, long)"/>),
    /// carries its events over and counts what is lost: a dead store does not blind the city. Where nothing may be
    /// dropped it waits.
    /// </summary>
    Yield,

    /// <summary>Commits nothing more, and so acknowledges nothing more, until readers release a segment.</summary>
    Wait,
}
