using Telemetry.Storage.Journal;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>When pending records are committed.</summary>
public sealed class LingerTests
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(4);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Delay_BeforeAnyCommit_IsZero() =>
        Assert.Equal(TimeSpan.Zero, new CommitPacer(Linger, 1000, _time).Delay(1));

    [Fact]
    public void Delay_AfterACommit_IsTheRestOfTheLingerSinceItsStart()
    {
        var pacer = new CommitPacer(Linger, 1000, _time);
        pacer.Start();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(TimeSpan.FromMilliseconds(3), pacer.Delay(999));
        Assert.Equal(TimeSpan.Zero, pacer.Delay(1000));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(4000)]
    public void Delay_AfterQuietTime_IsZero(int quietMs)
    {
        var pacer = new CommitPacer(Linger, 1000, _time);
        pacer.Start();
        _time.Advance(TimeSpan.FromMilliseconds(quietMs));

        Assert.Equal(TimeSpan.Zero, pacer.Delay(1));
    }

    [Fact]
    public async Task Append_FirstAfterQuietTime_CommitsWithoutTimePassing()
    {
        await using Storage.Journal.Journal journal = Open(new MemoryDisk());

        await TestJournal.CommitAsync(journal, 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        await TestJournal.CommitAsync(journal, 1);

        Assert.Equal(2, journal.Statistics.Commits);
    }

    [Fact]
    public async Task Append_WithinLinger_IsOneCommitWhenItEnds()
    {
        await using Storage.Journal.Journal journal = Open(new MemoryDisk());
        await TestJournal.CommitAsync(journal, 1);

        long last = -1;
        for (int i = 0; i < 5; i++)
            last = TestJournal.Append(journal);
        Assert.Equal(1, journal.CommittedPosition);
        _time.Advance(Linger);
        await journal.WaitForCommitAsync(last, TestContext.Current.CancellationToken);

        Assert.Equal(2, journal.Statistics.Commits);
        Assert.Equal(6, journal.CommittedPosition);
    }

    [Fact]
    public async Task Append_CommitBytesPending_DoesNotWaitForTheLinger()
    {
        await using Storage.Journal.Journal journal = Open(new MemoryDisk());
        await TestJournal.CommitAsync(journal, 1);

        await journal.WaitForCommitAsync(journal.Append(default, default, new byte[4096]), TestContext.Current.CancellationToken);

        Assert.Equal(2, journal.Statistics.Commits);
    }

    [Fact]
    public async Task Append_SystemClock_CommitsAfterTheLingerToo()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk(), options => options.Linger = TimeSpan.FromMilliseconds(20));

        for (int i = 0; i < 3; i++)
            await TestJournal.CommitAsync(journal, 2);

        Assert.Equal(6, journal.CommittedPosition);
    }

    private Storage.Journal.Journal Open(MemoryDisk disk) =>
        TestJournal.Open(disk, options => (options.Linger, options.CommitBytes) = (Linger, 4096), _time);
}
