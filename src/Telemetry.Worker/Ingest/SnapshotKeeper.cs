using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Telemetry.Mqtt.Publishing;
using Telemetry.Readings;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Keeps the pictures of cameras as files. A picture is acknowledged when its file is synced and the record that names
/// it is committed; it is a log of its own so that connections can wait for that as they wait for the journal. A picture
/// that finds no room, or a folder that cannot be written, goes to quarantine whole: it is on disk before it is
/// acknowledged, and neither its camera's alarms nor anybody else's messages wait for it.
/// </summary>
internal sealed partial class SnapshotKeeper : WorkerPart, IDurableLog
{
    private const int MaximumPendingBytes = 64 << 20;
    private static readonly string[] Extensions = ["jpg", "png"];
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(1);

    private readonly CommitLog _log;
    private readonly IngestCounters _counters;
    private readonly DeviceWatch _watch;
    private readonly ILogger<SnapshotKeeper> _logger;
    private readonly TimeProvider _time;
    private readonly SnapshotFolder _folder;
    private readonly SnapshotOptions _options;
    private readonly Channel<Picture> _pictures = System.Threading.Channels.Channel.CreateUnbounded<Picture>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly Queue<long> _recordPositions = new();
    private long _nextTicket;
    private long _committed;
    private int _pendingBytes;
    private long? _failingSince;
    private string? _trouble;

    public SnapshotKeeper(
        CommitLog log, IngestCounters counters, DeviceWatch watch, SnapshotFolder folder, SnapshotOptions options, TimeProvider time, ILogger<SnapshotKeeper> logger)
    {
        _log = log;
        _counters = counters;
        _watch = watch;
        _folder = folder;
        _options = options;
        _time = time;
        _logger = logger;
        folder.Prepare();
    }

    /// <summary>Pictures on disk since the start.</summary>
    public long Kept { get; private set; }

    /// <summary>Why the folder cannot be written, in the system's words; null when it can.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>Tickets below this one are kept: the file is synced and its record committed.</summary>
    public long CommittedPosition
    {
        get
        {
            lock (_gate)
            {
                while (_recordPositions.TryPeek(out long position) && position < _log.CommittedPosition)
                {
                    _recordPositions.Dequeue();
                    _committed++;
                }

                return _committed;
            }
        }
    }

    public void Await(PublishOrigin origin) => _log.Await(origin);

    /// <summary>
    /// The file of a device's picture. The name is a hash, so nothing that a device sends becomes part of a path, and a
    /// picture that is sent again takes the place of itself.
    /// </summary>
    public static string FileName(string device, string snapshotId, string extension) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{device}/{snapshotId}")).AsSpan(0, 16)) + "." + extension;

    /// <summary>The names a device's picture may have, whatever its format.</summary>
    public static IEnumerable<string> FileNames(string device, string snapshotId) => Extensions.Select(extension => FileName(device, snapshotId, extension));

    /// <summary>The path of a kept picture; null when there is none.</summary>
    public string? Find(string device, string snapshotId) =>
        FileNames(device, snapshotId).Select(name => Path.Combine(_folder.Path, name)).FirstOrDefault(File.Exists);

    /// <summary>Takes a picture; false when too many wait for the disk already, so that nobody else waits for it too.</summary>
    public bool TryKeep(Device device, in PublishView publish, ReadOnlySpan<byte> snapshotId, long receivedAtMs, out Receipt receipt)
    {
        lock (_gate)
        {
            receipt = default;
            if (_pendingBytes >= MaximumPendingBytes)
                return false;
            var picture = new Picture(
                device, publish.Topic.ToArray(), publish.ContentType.ToArray(), Encoding.UTF8.GetString(snapshotId), publish.Payload.ToArray(), receivedAtMs);
            _pendingBytes += publish.Payload.Length;
            _pictures.Writer.TryWrite(picture);
            receipt = new Receipt(this, _nextTicket++);
            return true;
        }
    }

    /// <summary>Keeps a picture out of quarantine, as old as it is, and adds the record that names it to a group.</summary>
    /// <param name="receivedAtMs">Unix milliseconds; its file is from then, so that it goes when its time is over.</param>
    /// <param name="dryRun">True to check it only.</param>
    /// <param name="group">What is to be durable together.</param>
    public RejectReason KeepAgain(Device device, ReadOnlySpan<byte> snapshotId, ReadOnlySpan<byte> payload, long receivedAtMs, bool dryRun, RecordGroup group)
    {
        if (!PictureFile.TryRead(payload, _options.MaximumPixels, out PictureFile file))
            return RejectReason.InvalidSnapshot;
        string id = Encoding.UTF8.GetString(snapshotId);
        try
        {
            if (!dryRun)
                _folder.Write(FileName(device.Id, id, file.Extension), payload[..file.Length], DateTimeOffset.FromUnixTimeMilliseconds(receivedAtMs));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref _trouble, e.Message);
            return RejectReason.SnapshotNotKept;
        }

        group.Add(Header(RecordKind.Snapshot, RecordFlags.Replayed, receivedAtMs), device.IdUtf8.Span, Body(id, file));
        return RejectReason.None;
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await foreach (Picture picture in _pictures.Reader.ReadAllAsync(stoppingToken))
            await KeepUntilDoneAsync(picture, stoppingToken);
    }

    private async Task KeepUntilDoneAsync(Picture picture, CancellationToken cancellationToken)
    {
        if (!PictureFile.TryRead(picture.Payload, _options.MaximumPixels, out PictureFile file))
        {
            Reject(picture, RejectReason.InvalidSnapshot);
            return;
        }

        string name = FileName(picture.Device.Id, picture.SnapshotId, file.Extension);
        while (!TryWrite(picture, name, file.Length))
        {
            TimeSpan left = _options.RetryFor - _time.GetElapsedTime(_failingSince!.Value);
            if (left <= TimeSpan.Zero)
            {
                // It is kept whole all the same, as a reject. Behind it wait the alarms of its camera, which may send
                // nothing more before this is acknowledged.
                Reject(picture, RejectReason.SnapshotNotKept);
                return;
            }

            await Task.Delay(left < LongestRetryDelay ? left : LongestRetryDelay, _time, cancellationToken);
        }

        Kept++;
        Append(RecordKind.Snapshot, picture, Body(picture.SnapshotId, file));
    }

    private static byte[] Body(string id, in PictureFile file) => Encoding.UTF8.GetBytes(
        $$"""{"id":"{{id}}","type":"{{file.Extension}}","width":{{file.Width}},"height":{{file.Height}},"bytes":{{file.Length}}}""");

    private static RecordHeader Header(RecordKind kind, RecordFlags flags, long receivedAtMs) =>
        new(kind, flags, Storage.Journal.Quality.Good, Storage.Journal.TimestampSource.Receipt, receivedAtMs, receivedAtMs);

    /// <summary>What stands behind the picture is not written: it would be served with it.</summary>
    private bool TryWrite(Picture picture, string name, int length)
    {
        try
        {
            _folder.Write(name, picture.Payload.AsSpan(0, length));
            _failingSince = null;
            Volatile.Write(ref _trouble, null);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_failingSince is null)
                LogNotKept(_logger, e, picture.Device.Id, _folder.Path, _options.RetryFor);
            _failingSince ??= _time.GetTimestamp();
            Volatile.Write(ref _trouble, e.Message);
            return false;
        }
    }

    private void Reject(Picture picture, RejectReason reason)
    {
        _counters.CountRejected(reason);

        // The record is what ends its ticket; of too many that are no pictures it tells that there was one more. A picture that finds no room is
        // never cut: it may be the only one of an incident.
        int keptBytes = _watch.CountReject(picture.Device, reason, picture.ReceivedAtMs) || reason == RejectReason.SnapshotNotKept ? int.MaxValue : 0;
        if (keptBytes == 0)
            _counters.CountNotKept();
        Append(RecordKind.Reject, picture, RejectBody.Of(reason, picture.Topic, picture.Payload, picture.ContentType, keptBytes));
    }

    /// <summary>
    /// Ends a picture's ticket. In one step: the commit can pass before this returns, and then connections look at
    /// <see cref="CommittedPosition"/> from its thread, perhaps for the last time in a while.
    /// </summary>
    private void Append(RecordKind kind, Picture picture, byte[] body)
    {
        lock (_gate)
        {
            _recordPositions.Enqueue(_log.Journal.Append(Header(kind, RecordFlags.None, picture.ReceivedAtMs), picture.Device.IdUtf8.Span, body));
            _pendingBytes -= picture.Payload.Length;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A picture of {Device} cannot be written to {Folder}; what cannot be written within {RetryFor} goes to quarantine (told once until it works again)")]
    private static partial void LogNotKept(ILogger logger, Exception exception, string device, string folder, TimeSpan retryFor);

    private sealed record Picture(Device Device, byte[] Topic, byte[] ContentType, string SnapshotId, byte[] Payload, long ReceivedAtMs);
}
