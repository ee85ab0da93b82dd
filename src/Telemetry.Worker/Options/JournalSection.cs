using System.ComponentModel.DataAnnotations;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Journal</c>.</summary>
public sealed class JournalSection
{
    /// <summary>Least time between the starts of two commits; the first record after a pause commits at once. Default 5 ms; 0 to 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.100")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Bytes that are committed without waiting for <see cref="Linger"/>. Default 262,144; 4,096 to 16,777,216.</summary>
    [Range(4096, 16_777_216)]
    public int CommitBytes { get; set; } = 262_144;

    /// <summary>Size of a segment file in bytes. Default 67,108,864; 1 MiB to 1 GiB, a multiple of 4,096, and more than the largest MQTT packet.</summary>
    [Range(1_048_576d, 1_073_741_824d)]
    public long SegmentBytes { get; set; } = 67_108_864;

    /// <summary>Size of the journal in bytes. Default 8 GiB; 4 MiB to 16 TiB, at least two segments.</summary>
    [Range(4_194_304, 17_592_186_044_416)]
    public long MaximumBytes { get; set; } = 8_589_934_592;

    /// <summary>Bytes of the disk that the journal leaves to incidents, notifications and everybody else: it grows no more when less is free, and does as <see cref="WhenFull"/> says. On a disk smaller than ten times this it is a tenth of the disk. Default 512 MiB; 0 to 1 TiB.</summary>
    [Range(0d, 1_099_511_627_776d)]
    public long ReserveBytes { get; set; } = 536_870_912;

    /// <summary>How long records that every reader has passed are kept, for backtesting, audits and <c>telemetry journal export</c>. Default 24 h; 0 to 3,650 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Bytes of records, together, that are kept after every reader has passed them; they are the first to go when there is no room. A new segment costs more than one used again, so the journal is at its cheapest once this is reached. Default 128 MiB; 0 to 16 TiB.</summary>
    [Range(0d, 17_592_186_044_416d)]
    public long KeepBytes { get; set; } = 134_217_728;

    /// <summary>An incident of Telemetry's own tells this long before the journal is full at the present rate. Default 24 h; 1 min to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan WarnBefore { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Bytes that may wait for the disk before sockets are no longer read. Default 32 MiB; 1 MiB to 256 MiB.</summary>
    [Range(1_048_576, 268_435_456)]
    public int MaximumPendingBytes { get; set; } = 33_554_432;

    /// <summary>
    /// What a full journal does. <c>yield</c> (default): drop the oldest readings that only a lagging store still wants.
    /// <c>wait</c>: acknowledge nothing more, so that devices and brokers keep it, and with it alarms on new data stop.
    /// </summary>
    public WhenFull WhenFull { get; set; } = WhenFull.Yield;

    /// <summary>
    /// What has to have a reading or an event before a device or broker is told that it arrived. <c>journal</c> (default): this
    /// machine's disk. <c>store</c>: the store, for good; for a worker whose disk may be lost. While the store is away nothing is
    /// acknowledged then. Needs <see cref="WhenFull"/> = <c>wait</c>.
    /// </summary>
    public Acknowledge Acknowledge { get; set; } = Acknowledge.Journal;

    /// <summary>The journal's own options for one folder.</summary>
    internal JournalOptions For(string folder) => new()
    {
        Folder = folder,
        Linger = Linger,
        CommitBytes = CommitBytes,
        SegmentBytes = SegmentBytes,
        MaximumBytes = MaximumBytes,
        MaximumPendingBytes = MaximumPendingBytes,
        WhenFull = WhenFull,
        ReserveBytes = ReserveBytes,
        KeepFor = KeepFor,
        KeepBytes = KeepBytes,
    };

    /// <summary>The same for the broker's sessions, which nobody may miss and nobody looks back at.</summary>
    internal JournalOptions ForSessions(string folder)
    {
        JournalOptions options = For(folder);
        options.WhenFull = WhenFull.Wait;
        options.KeepBytes = 0;
        return options;
    }
}
