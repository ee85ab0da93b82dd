namespace Telemetry.Storage.Stores;

/// <summary>Why a line was set aside.</summary>
public enum LineRejection : byte
{
    /// <summary>It is not line protocol, or the store could not read it.</summary>
    Malformed,

    /// <summary>A field came with another type than the store keeps for it.</summary>
    TypeConflict,

    /// <summary>It is older than the store keeps points.</summary>
    Retention,

    /// <summary>The store takes no line of that length.</summary>
    TooLarge,

    /// <summary>The store died of it, twice, while it took other lines.</summary>
    Crash,

    /// <summary>The store's own reason stands beside the line.</summary>
    Other,
}
