namespace Telemetry.Storage.Influx;

/// <summary>Why no answer came.</summary>
internal enum StoreFault : byte
{
    None,

    /// <summary>Nobody took the request: refused, no route, no such name.</summary>
    Unreachable,

    /// <summary>The request was taken and not answered in time.</summary>
    TimedOut,

    /// <summary>The request was taken, and the connection ended before the answer: the store died, or somebody between it and us.</summary>
    Broken,

    /// <summary>The store could not prove who it is.</summary>
    Untrusted,
}
