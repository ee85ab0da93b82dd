namespace Telemetry.Storage.Stores;

/// <summary>How the uploader gets on with its store.</summary>
public enum UploaderState : byte
{
    /// <summary>The store was not reached yet.</summary>
    Starting,

    /// <summary>The last write was stored.</summary>
    Running,

    /// <summary>The store does not answer or cannot just now; it is tried again and again.</summary>
    Retrying,

    /// <summary>Somebody has to mend the configuration; it is tried again every while.</summary>
    Misconfigured,

    Stopped,
}
