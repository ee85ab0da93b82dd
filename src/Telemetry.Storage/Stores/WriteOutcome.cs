namespace Telemetry.Storage.Stores;

/// <summary>What became of a batch.</summary>
public enum WriteOutcome : byte
{
    /// <summary>Every line is stored, apart from those that were set aside.</summary>
    Stored,

    /// <summary>The store cannot just now: the same batch again, a little later.</summary>
    Retry,

    /// <summary>The store refuses as long as nobody mends the configuration: the same batch again, much later.</summary>
    Misconfigured,

    /// <summary>The store was restarted and may have lost what it answered for lately: everything since the settled position again.</summary>
    Rewind,
}
