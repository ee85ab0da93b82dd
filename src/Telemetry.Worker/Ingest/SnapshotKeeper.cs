using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Telemetry.Mqtt.Publishing;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Keeps the pictures of cameras as files. A picture is acknowledged when its file is synced and the record that names
/// it is committed; it is a log of its own so that connections can wait for that as they wait for the journal.
/// </summary>
internal sealed partial class SnapshotKeeper : WorkerPart, IDurableLog
{
    private const int MaximumPendingBytes = 64 << 20;
    private static readonly string[] Extensions = ["jpg", "png"];
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly CommitLog _log;
    private readonly IngestCounters _counters;
    private readonly ILogger<SnapshotKeeper> _logger;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private readonly Channel<Picture> _pictures = System.Threading.Channels.Channel.CreateUnbounded<Picture>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly Queue<long> _recordPositions = new();
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nextTicket;
    private long _committed;
    private int _pendingBytes;

    public SnapshotKeeper(CommitLog log, IngestCounters counters, string folder, TimeProvider time, ILogger<SnapshotKeeper> logger)
    {
        _log = log;
        _counters = counters;
        _folder = folder;
        _time = time;
        _logger = logger;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Pictures on disk since the start.</summary>
    public long Kept { get; private set; }

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

    /// <summary>The path of a kept picture; null when there is none.</summary>
    public string? Find(string device, string snapshotId) =>
        Extensions.Select(e => Path.Combine(_folder, FileName(device, snapshotId, e))).FirstOrDefault(File.Exists);

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _pendingBytes) < MaximumPendingBytes)
            return ValueTask.CompletedTask;
        lock (_gate)
            return _pendingBytes < MaximumPendingBytes ? ValueTask.CompletedTask : new ValueTask(_room.Task.WaitAsync(cancellationToken));
    }

    public Receipt Keep(Device device, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> snapshotId, ReadOnlySpan<byte> payload, long receivedAtMs)
    {
        var picture = new Picture(device, topic.ToArray(), Encoding.UTF8.GetString(snapshotId), payload.ToArray(), receivedAtMs);
        lock (_gate)
        {
            _pendingBytes += picture.Payload.Length;
            _pictures.Writer.TryWrite(picture);
            return new Receipt(this, _nextTicket++);
        }
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await foreach (Picture picture in _pictures.Reader.ReadAllAsync(stoppingToken))
            await KeepUntilDoneAsync(picture, stoppingToken);
    }

    private async Task KeepUntilDoneAsync(Picture picture, CancellationToken cancellationToken)
    {
        if (!PictureHeader.TryRead(picture.Payload, out PictureHeader header))
        {
            Reject(picture);
            return;
        }

        while (true)
        {
            try
            {
                DurableFile.Replace(Path.Combine(_folder, FileName(picture.Device.Id, picture.SnapshotId, header.Extension)), picture.Payload);
                break;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not acknowledged until it is on disk: the camera keeps it, and others' messages go on.
                LogNotKept(_logger, e, picture.Device.Id, _folder);
                await Task.Delay(RetryDelay, _time, cancellationToken);
            }
        }

        Kept++;
        string body = $$"""{"id":"{{picture.SnapshotId}}","type":"{{header.Extension}}","width":{{header.Width}},"height":{{header.Height}},"bytes":{{picture.Payload.Length}}}""";
        Append(RecordKind.Snapshot, picture, Encoding.UTF8.GetBytes(body));
    }

    private void Reject(Picture picture)
    {
        _counters.CountRejected(RejectReason.InvalidSnapshot);
        var body = new byte[RejectBody.Length(picture.Topic, picture.Payload)];
        RejectBody.Write(body, RejectReason.InvalidSnapshot, picture.Topic, picture.Payload);
        Append(RecordKind.Reject, picture, body);
    }

    /// <summary>
    /// Ends a picture's ticket. In one step: the commit can pass before this returns, and then connections look at
    /// <see cref="CommittedPosition"/> from its thread, perhaps for the last time in a while.
    /// </summary>
    private void Append(RecordKind kind, Picture picture, byte[] body)
    {
        var header = new RecordHeader(kind, RecordFlags.None, Storage.Journal.Quality.Good, Storage.Journal.TimestampSource.Receipt, picture.ReceivedAtMs, picture.ReceivedAtMs);
        lock (_gate)
        {
            _recordPositions.Enqueue(_log.Journal.Append(header, picture.Device.IdUtf8.Span, body));
            _pendingBytes -= picture.Payload.Length;
            if (_pendingBytes < MaximumPendingBytes)
            {
                _room.TrySetResult();
                _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A picture of {Device} cannot be written to {Folder}; it is tried again every second and not acknowledged before")]
    private static partial void LogNotKept(ILogger logger, Exception exception, string device, string folder);

    private sealed record Picture(Device Device, byte[] Topic, string SnapshotId, byte[] Payload, long ReceivedAtMs);
}
