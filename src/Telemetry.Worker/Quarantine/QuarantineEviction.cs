namespace Telemetry.Worker.Quarantine;

/// <summary>Why a rejected message is kept no longer.</summary>
internal enum QuarantineEviction
{
    /// <summary>There are too many.</summary>
    Count,

    /// <summary>They take too much room.</summary>
    Bytes,

    /// <summary>It is too old.</summary>
    Age,
}
