namespace Telemetry.Storage.Influx;

/// <summary>How to reach an InfluxDB.</summary>
public sealed class InfluxOptions : HttpStoreOptions
{
    /// <summary>Which interface to use. Default 1.x.</summary>
    public InfluxApi Api { get; init; } = InfluxApi.V1;

    /// <summary>The database (1.x) or bucket (2.x). Required.</summary>
    public required string Database { get; init; }

    /// <summary>The organisation; required for 2.x, unknown to 1.x.</summary>
    public string? Org { get; init; }

    /// <summary>Whether a missing database or bucket is created. Default true.</summary>
    public bool Create { get; init; } = true;

    /// <summary>How many batches may be under way at once. Default 2, 1 to 16.</summary>
    public int Connections { get; init; } = 2;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (string.IsNullOrWhiteSpace(Database))
            throw new ArgumentException("Database (1.x) or Bucket (2.x) must be set.");
        if (Api == InfluxApi.V2 && string.IsNullOrWhiteSpace(Org))
            throw new ArgumentException("InfluxDB 2 needs Org.");
        if (Connections is < 1 or > 16)
            throw new ArgumentException($"Connections must be 1 to 16, not {Connections}.");
    }
}
