namespace Telemetry.Worker.Reload;

/// <summary>What became of a reload.</summary>
public enum ReloadResult
{
    /// <summary>Another city is in force.</summary>
    Taken,

    /// <summary>The files say what is in force already.</summary>
    Unchanged,

    /// <summary>The files have mistakes; nothing changed.</summary>
    Refused,

    /// <summary>The city could not be kept or recorded; nothing changed.</summary>
    Failed,
}
