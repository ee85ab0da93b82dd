using System.ComponentModel.DataAnnotations;
using Telemetry.Storage.Influx;

namespace Telemetry.Worker.Options;

/// <summary>The time series stores that the uploader can write.</summary>
public enum StoreKind
{
    Sqlite,
    InfluxDb1,
    InfluxDb2,
    VictoriaMetrics,
}

/// <summary>Section <c>Store</c>: where time series go.</summary>
public sealed class StoreOptions
{
    /// <summary><c>sqlite</c> (default, a file in the data folder), <c>influxdb1</c>, <c>influxdb2</c> or <c>victoriametrics</c>.</summary>
    public StoreKind Kind { get; set; } = StoreKind.Sqlite;

    /// <summary>Address of the store, for example <c>http://127.0.0.1:8086</c>. Required unless Kind is sqlite, refused when it is. Default none.</summary>
    public string? Url { get; set; }

    /// <summary>influxdb1: the database. Default <c>telemetry</c>.</summary>
    public string Database { get; set; } = "telemetry";

    /// <summary>influxdb2: the organisation. Required there. Default none.</summary>
    public string? Org { get; set; }

    /// <summary>influxdb2: the bucket. Default <c>telemetry</c>.</summary>
    public string Bucket { get; set; } = "telemetry";

    /// <summary>influxdb1, victoriametrics: user name. Default none.</summary>
    public string? Username { get; set; }

    /// <summary>influxdb1, victoriametrics: password. Prefer <see cref="PasswordFile"/>. Default none.</summary>
    public string? Password { get; set; }

    /// <summary>influxdb1, victoriametrics: file whose first line is the password. Default none.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>influxdb2, victoriametrics: API token. Prefer <see cref="TokenFile"/>. Required for influxdb2. Default none.</summary>
    public string? Token { get; set; }

    /// <summary>influxdb2, victoriametrics: file whose first line is the API token. Default none.</summary>
    public string? TokenFile { get; set; }

    /// <summary>
    /// Not for sqlite: PEM file with the certificates of the authorities that may vouch for a store at an https address, instead
    /// of the system's. Default none.
    /// </summary>
    public string? CaFile { get; set; }

    /// <summary>influxdb1, influxdb2: make the database or bucket when it is missing and the account may. Default true.</summary>
    public bool Create { get; set; } = true;

    /// <summary>influxdb1, influxdb2: writes that may be under way at once. Default 2; 1 to 16.</summary>
    [Range(1, 16)]
    public int Connections { get; set; } = 2;

    /// <summary><c>auto</c> (default): compress unless the store is on loopback. <c>on</c>, <c>off</c>.</summary>
    public Compression Gzip { get; set; } = Compression.Auto;

    /// <summary>Lines per write at most. Default 5,000, for sqlite 65,536; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int? BatchLines { get; set; }

    /// <summary>Bytes per write at most, before compression. Default 1,048,576, for sqlite 16 MiB; 1,024 to 67,108,864.</summary>
    [Range(1024, 67_108_864)]
    public int? BatchBytes { get; set; }

    /// <summary>The least time between two writes; after a pause a reading is written at once. Default 200 ms, for sqlite 500 ms, with Journal:Acknowledge=store 50 ms; 0 to 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan? FlushInterval { get; set; }

    /// <summary>A write that is not answered within this time is tried again. Default 10 s; 100 ms to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after a write the store may still lose it by being killed; the journal keeps what is younger.
    /// Default 30 s; 0 to 10 min. InfluxDB and sqlite need none, so it counts only for victoriametrics.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// sqlite: how long readings are kept as they came. Older ones that come late are set aside with the reason <c>retention</c>.
    /// Default 90 days; 0 (for ever), or 1 day to 36525 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "36525.00:00:00")]
    public TimeSpan KeepRaw { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// sqlite: how long the count, sum, least, greatest, first and last value of each minute are kept. At least <see cref="KeepRaw"/>.
    /// Default 400 days; 0 (for ever), or 1 day to 36525 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "36525.00:00:00")]
    public TimeSpan KeepMinutes { get; set; } = TimeSpan.FromDays(400);

    /// <summary>
    /// sqlite: how long the same of each hour is kept, and with them events and incidents. At least <see cref="KeepMinutes"/>.
    /// Default 3660 days; 0 (for ever), or 1 day to 36525 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "36525.00:00:00")]
    public TimeSpan KeepHours { get; set; } = TimeSpan.FromDays(3_660);

    /// <summary>How long a stop may take to store what the journal has and a healthy store does not have yet. Default 5 s; 0 to 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:15")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A store that has taken nothing for this long is an incident of its own. Default 5 min; 0 to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan AlarmAfter { get; set; } = TimeSpan.FromMinutes(5);
}
