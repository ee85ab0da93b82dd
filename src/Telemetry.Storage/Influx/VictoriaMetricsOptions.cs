namespace Telemetry.Storage.Influx;

/// <summary>How to reach a VictoriaMetrics.</summary>
public sealed class VictoriaMetricsOptions : HttpStoreOptions
{
    /// <summary>How long after its answer a point may still be lost when the server is killed. Default 30 s, 0 to 10 min.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Settle < TimeSpan.Zero || Settle > TimeSpan.FromMinutes(10))
            throw new ArgumentException($"Settle must be 0 to 10 min, not {Settle}.");
    }
}
