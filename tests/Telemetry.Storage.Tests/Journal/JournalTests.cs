using System.Runtime.Versioning;
using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Record = Telemetry.Storage.Journal.Record;

namespace Telemetry.Storage.Tests.Journal;

public sealed class JournalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_ThenReopened_ReadsBackEverything()
    {
        using var folder = new TemporaryFolder();
        await using (Storage.Journal.Journal journal = TestJournal.Open(folder.Path))
        {
            await TestJournal.CommitAsync(journal, 300);
            Assert.Equal(TestJournal.Range(0, 300), TestJournal.ReadAll(journal));
            Assert.Equal(300, journal.CommittedPosition);
        }

        await using Storage.Journal.Journal again = TestJournal.Open(folder.Path);
        Assert.Equal(300, again.NextPosition);
        Assert.Equal(300, again.CommittedPosition);
        Assert.Equal(0, again.FirstPosition);
        Assert.True(again.Statistics.Segments > 3);
        Assert.Equal(TestJournal.Range(0, 300), TestJournal.ReadAll(again));
        Assert.Equal(0, again.Statistics.CorruptStretches + again.Statistics.TornCommits);
    }

    [Fact]
    public async Task Append_NotYetCommitted_IsNotRead()
    {
        var time = new ManualTimeProvider();
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk, options => options.Linger = TimeSpan.FromMilliseconds(50), time);
        await TestJournal.CommitAsync(journal, 1);

        TestJournal.Append(journal);

        Assert.Equal(2, journal.NextPosition);
        Assert.Equal(1, journal.CommittedPosition);
        Assert.Equal([0L], TestJournal.ReadAll(journal));
        Assert.True(journal.Statistics.PendingBytes > 0);
    }

    [Fact]
    public async Task DisposeAsync_WithPending_CommitsIt()
    {
        var time = new ManualTimeProvider();
        var disk = new MemoryDisk();
        Storage.Journal.Journal journal = TestJournal.Open(disk, options => options.Linger = TimeSpan.FromMilliseconds(50), time);
        await TestJournal.CommitAsync(journal, 1);
        TestJournal.Append(journal);

        await journal.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => TestJournal.Append(journal));
        await using Storage.Journal.Journal again = TestJournal.Open(disk);
        Assert.Equal([0L, 1L], TestJournal.ReadAll(again));
    }

    [Fact]
    public async Task Append_RecordLargerThanABlock_IsKeptWhole()
    {
        using var folder = new TemporaryFolder();
        byte[] large = new byte[700_000];
        Random.Shared.NextBytes(large);
        var header = new RecordHeader(RecordKind.Snapshot, RecordFlags.None, Quality.Good, TimestampSource.Receipt, 1, 2);
        await using Storage.Journal.Journal journal = TestJournal.Open(folder.Path, options => options.SegmentBytes = 1024 * 1024);
        using JournalReader reader = journal.OpenReader(0);
        journal.Append(header, "cam-01"u8, "small"u8);
        journal.Append(header, "cam-01"u8, large);
        await journal.WaitForCommitAsync(journal.Append(header, "cam-01"u8, "small"u8), Cancellation);

        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out Record record));
        Assert.True(record.Body.SequenceEqual(large));
        Assert.True(reader.TryRead(out record));
        Assert.Equal("small"u8, record.Body);
    }

    [Fact]
    public async Task Append_RecordLargerThanASegmentOrDevice_IsRefusedAndHarmless()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());
        RecordHeader header = default;

        Assert.Throws<ArgumentException>(() => journal.Append(header, default, new byte[16 * 1024]));
        Assert.Throws<ArgumentException>(() => journal.Append(header, new byte[256], default));
        await TestJournal.CommitAsync(journal, 3);

        Assert.Equal(TestJournal.Range(0, 3), TestJournal.ReadAll(journal));
    }

    [Fact]
    public async Task Append_LargestRecordThatFits_FillsASegment()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());
        byte[] body = new byte[16 * 1024 - 4096 - 48 - 32];
        body[^1] = 7;
        await journal.WaitForCommitAsync(journal.Append(default, default, body), Cancellation);
        await journal.WaitForCommitAsync(journal.Append(default, default, body), Cancellation);

        using JournalReader reader = journal.OpenReader(1);
        Assert.True(reader.TryRead(out Record record));
        Assert.True(record.Body.SequenceEqual(body));
        Assert.Equal(2, journal.Statistics.Segments);
    }

    [Fact]
    public async Task Append_ManyThreads_EveryRecordOnceAndEachThreadsInOrder()
    {
        const int Threads = 6;
        const int Each = 4_000;
        using var folder = new TemporaryFolder();
        await using Storage.Journal.Journal journal = TestJournal.Open(folder.Path, options => options.SegmentBytes = 256 * 1024);
        Task<List<(long Position, int Thread, long Sequence)>> following = FollowAsync(journal, Threads * Each);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                await journal.WaitForRoomAsync(Cancellation);
                journal.Append(new RecordHeader(RecordKind.Reading, 0, 0, 0, thread, i, i), "hs-0001"u8, new byte[i % 300]);
            }
        })));

        List<(long Position, int Thread, long Sequence)> read = await following;
        Assert.Equal(TestJournal.Range(0, Threads * Each), read.Select(r => r.Position));
        foreach (IGrouping<int, (long Position, int Thread, long Sequence)> thread in read.GroupBy(r => r.Thread))
            Assert.Equal(TestJournal.Range(0, Each), thread.Select(r => r.Sequence));
    }

    [Fact]
    public async Task Open_FolderInUse_SaysSo()
    {
        using var folder = new TemporaryFolder();
        await using (Storage.Journal.Journal journal = TestJournal.Open(folder.Path))
        {
            JournalException refused = Assert.Throws<JournalException>(() => TestJournal.Open(folder.Path));
            Assert.Contains(folder.Path, refused.Message, StringComparison.Ordinal);
            Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
        }

        await using Storage.Journal.Journal again = TestJournal.Open(folder.Path);
    }

    [Fact]
    public void Open_FolderCannotBeMade_NamesIt()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");

        JournalException refused = Assert.Throws<JournalException>(() => TestJournal.Open(folder["file/journal"]));

        Assert.Contains(folder["file/journal"], refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SeveralJournals_DoNotMix()
    {
        using var folder = new TemporaryFolder();
        await using Storage.Journal.Journal journal = TestJournal.Open(folder["journal"]);
        await using Storage.Journal.Journal sessions = TestJournal.Open(folder["sessions"]);
        await TestJournal.CommitAsync(journal, 10);
        await TestJournal.CommitAsync(sessions, 25);

        Assert.Equal(TestJournal.Range(0, 10), TestJournal.ReadAll(journal, journal.FirstPosition));
        Assert.Equal(TestJournal.Range(0, 25), TestJournal.ReadAll(sessions, sessions.FirstPosition));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Open_FilesAreForTheOwnerOnly()
    {
        using var folder = new TemporaryFolder();
        await using Storage.Journal.Journal journal = TestJournal.Open(folder["journal"]);

        foreach (string file in Directory.EnumerateFiles(folder["journal"]))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder["journal"]));
    }

    [Fact]
    public async Task Committed_Raised_AfterTheRecordsAreReadable()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());
        var seen = new TaskCompletionSource<(long Committed, int Read)>();
        journal.Committed += () => seen.TrySetResult((journal.CommittedPosition, TestJournal.ReadAll(journal).Count));

        TestJournal.Append(journal);

        Assert.Equal((1, 1), await seen.Task.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task Committed_ListenerThrows_NextCommitStillComes()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());
        journal.Committed += () => throw new InvalidOperationException("a listener's bug");

        await TestJournal.CommitAsync(journal, 1);
        await TestJournal.CommitAsync(journal, 1);

        Assert.Equal(2, journal.CommittedPosition);
        Assert.Null(journal.Failure);
    }

    [Fact]
    public async Task Statistics_AfterCommits_CountThem()
    {
        var disk = new MemoryDisk();
        // Big enough that no second segment is prepared meanwhile.
        await using Storage.Journal.Journal journal = TestJournal.Open(disk, options => options.SegmentBytes = 64 * 1024);
        await TestJournal.CommitAsync(journal, 5);
        await TestJournal.CommitAsync(journal, 5);

        JournalStatistics statistics = journal.Statistics;

        Assert.Equal(10, statistics.CommittedRecords);
        Assert.True(statistics.Commits >= 2);
        Assert.Equal(0, statistics.CommittedBytes % 512);
        Assert.Equal(statistics.Commits, statistics.CommitLatency[^1].Count);
        Assert.Equal(double.PositiveInfinity, statistics.CommitLatency[^1].UpperSeconds);
        Assert.Equal(journal.Bytes, statistics.Bytes);
        Assert.Equal(disk.List().Where(name => name.EndsWith(".journal", StringComparison.Ordinal)).Sum(name => disk.Content(name).Length), statistics.Bytes);
    }

    [Fact]
    public async Task Append_Warm_AllocatesNothing()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk(), options => options.Linger = TimeSpan.FromMilliseconds(100), new ManualTimeProvider());
        var header = new RecordHeader(RecordKind.Reading, 0, 0, 0, 1, 2);
        await TestJournal.CommitAsync(journal, 1);
        byte[] body = new byte[250];
        journal.Append(header, "hs-0001"u8, body);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 500; i++)
            journal.Append(header, "hs-0001"u8, body);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static async Task<List<(long Position, int Thread, long Sequence)>> FollowAsync(Storage.Journal.Journal journal, long count)
    {
        var read = new List<(long, int, long)>();
        using JournalReader reader = journal.OpenReader(0);
        while (reader.Position < count)
        {
            await reader.WaitAsync(Cancellation);
            while (reader.TryRead(out Record record))
                read.Add((record.Position, (int)record.Header.ReceivedAtMs, record.Header.Sequence));
        }

        return read;
    }
}
