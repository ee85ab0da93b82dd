using System.Diagnostics.CodeAnalysis;

namespace Telemetry.Storage.Journal;

/// <summary>Circumstances of a record.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711", Justification = "They are the flags of a record, next to its kind and quality.")]
public enum RecordFlags : byte
{
    None = 0,

    /// <summary>The broker sent it because it was retained: it is a state, not news.</summary>
    Retained = 1,

    /// <summary>The broker published it in the name of a lost client.</summary>
    Will = 2,

    /// <summary>On a tick: messages could arrive at that time, so silence means something.</summary>
    IngestUp = 4,

    /// <summary>
    /// A copy of an event that was read before, carried over when the segment it stood in had to go: only a store that
    /// lags still wants it. Since version 2 of the format.
    /// </summary>
    Kept = 8,

    /// <summary>On an input: a backup was restored here, and the positions before this record were left out on purpose.</summary>
    Restored = 16,

    /// <summary>
    /// Taken out of quarantine after a fix, and received when it was first received: history, neither news nor a sign of life.
    /// </summary>
    Replayed = 32,
}
