namespace Telemetry.Storage.Influx;

/// <summary>Whether batches are compressed with gzip on the way to the store.</summary>
public enum Compression : byte
{
    /// <summary>On the network, not to this machine: there it costs more than it saves.</summary>
    Auto,
    On,
    Off,
}
