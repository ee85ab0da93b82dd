using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>A record of a test's journal, copied.</summary>
internal sealed record KeptRecord(long Position, RecordHeader Header, string Device, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>A real journal in a folder of its own, which can be closed and opened again.</summary>
internal sealed class TestJournal : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly long _segmentBytes;
    private readonly int _segments;
    private readonly TimeSpan _linger;
    private readonly TimeProvider _time;

    public TestJournal(long segmentBytes = 256 * 1024, TimeSpan linger = default, TimeProvider? time = null, int segments = 64)
    {
        _segments = segments;
        _segmentBytes = segmentBytes;
        _linger = linger;
        _time = time ?? TimeProvider.System;
        Log = Open();
    }

    public CommitLog Log { get; private set; }

    public Journal Journal => Log.Journal;

    public string this[string name] => _folder[name];

    public async Task ReopenAsync()
    {
        await Journal.DisposeAsync();
        Log = Open();
    }

    public Task CommitAsync() => Journal.NextPosition == 0 ? Task.CompletedTask : Journal.WaitForCommitAsync(Journal.NextPosition - 1, default).AsTask();

    /// <summary>Every record there is, once it is committed.</summary>
    public async Task<IReadOnlyList<KeptRecord>> ReadAsync()
    {
        await CommitAsync();
        var records = new List<KeptRecord>();
        using JournalReader reader = Journal.OpenReader(Journal.FirstPosition);
        while (reader.TryRead(out Storage.Journal.Record record))
            records.Add(new KeptRecord(record.Position, record.Header, Encoding.UTF8.GetString(record.Device), record.Body.ToArray()));
        return records;
    }

    public long Append(RecordKind kind, string device, string body, long atMs = 1_795_000_000_000, RecordFlags flags = RecordFlags.None) =>
        Journal.Append(new RecordHeader(kind, flags, Quality.Good, TimestampSource.Receipt, atMs, atMs), Encoding.UTF8.GetBytes(device), Encoding.UTF8.GetBytes(body));

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        _folder.Dispose();
    }

    private CommitLog Open() => new(Storage.Journal.Journal.Open(
        new JournalOptions
        {
            Folder = _folder["journal"],
            SegmentBytes = _segmentBytes,
            Linger = _linger,
            MaximumBytes = _segments * _segmentBytes,
            KeepBytes = 0,
            ReserveBytes = 0,
        },
        _time, NullLogger.Instance));
}
