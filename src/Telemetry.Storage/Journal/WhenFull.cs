namespace Telemetry.Storage.Journal;

/// <summary>What a journal does at its size limit.</summary>
public enum WhenFull
{
    /// <summary>Drops the oldest segment, even if a reader has not passed it, and counts what nobody had read: a dead store does not blind the city.</summary>
    Yield,

    /// <summary>Commits nothing more, and so acknowledges nothing more, until readers release a segment.</summary>
    Wait,
}
