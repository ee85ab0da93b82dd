namespace Telemetry.Storage.Influx;

/// <summary>Which HTTP interface the server speaks.</summary>
public enum InfluxApi : byte
{
    /// <summary>InfluxDB 1.x: <c>/write?db=</c>. InfluxDB 2 and 3 answer it too.</summary>
    V1,

    /// <summary>InfluxDB 2.x: <c>/api/v2/write?org=&amp;bucket=</c>.</summary>
    V2,
}
