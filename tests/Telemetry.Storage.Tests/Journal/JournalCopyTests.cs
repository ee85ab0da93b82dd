using FsCheck;
using FsCheck.Fluent;
using Telemetry.Storage.Journal;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Journal;

public sealed class JournalCopyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Original => _folder["journal"];

    private string Target => Directory.CreateDirectory(_folder["copy"]).FullName;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Copy_OfAnOpenJournal_OpensWithTheSameRecordsAndTakesNoMoreRoomThanTheyNeed()
    {
        await using (Storage.Journal.Journal journal = TestJournal.Open(Original))
        {
            await TestJournal.CommitAsync(journal, 200);
            var copy = new JournalCopy(Original, Target);

            copy.Pull(isLast: true);

            Assert.True(copy.TryFinish(null));
            Assert.Equal((0, 200, 200), (copy.FirstPosition, copy.EndPosition, copy.Records));
        }

        SegmentReport newest = JournalInspector.Inspect(Target).Segments[^1];
        Assert.Equal(newest.UsedBytes, newest.Bytes);
        Assert.DoesNotContain("lock", Directory.GetFiles(Target).Select(Path.GetFileName));
        await using Storage.Journal.Journal restored = TestJournal.Open(Target);
        Assert.Equal(TestJournal.Range(0, 200), TestJournal.ReadAll(restored));
        await TestJournal.CommitAsync(restored, 50);
        Assert.Equal(TestJournal.Range(0, 250), TestJournal.ReadAll(restored));
    }

    [Fact]
    public async Task Pull_Again_TakesOnlyWhatIsNew()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(Original);
        var copy = new JournalCopy(Original, Target);
        for (int i = 0; i < 20; i++)
        {
            await TestJournal.CommitAsync(journal, 7);
            copy.Pull(isLast: i == 19);
        }

        Assert.True(copy.TryFinish(null));
        Assert.Equal(140, copy.Records);
        await using Storage.Journal.Journal restored = TestJournal.Open(Target);
        Assert.Equal(TestJournal.Range(0, 140), TestJournal.ReadAll(restored));
    }

    [Fact]
    public async Task TryFinish_SegmentsCameAndWentUnseen_IsFalseUnlessNobodyNeedsThem()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(Original);
        await TestJournal.CommitAsync(journal, 60);
        var copy = new JournalCopy(Original, Target);
        copy.Pull(isLast: false);

        for (int i = 0; i < 10; i++)
        {
            await TestJournal.CommitAsync(journal, 60);
            journal.Release(journal.CommittedPosition);
        }

        await TestJournal.CommitAsync(journal, 100);
        long oldest = journal.FirstPosition;
        copy.Pull(isLast: true);

        Assert.False(copy.TryFinish(needed: null));
        Assert.False(copy.TryFinish(needed: 59));
        Assert.True(copy.TryFinish(needed: oldest));
        Assert.Equal((oldest, 760), (copy.FirstPosition, copy.EndPosition));
        Assert.True(JournalInspector.Inspect(Target).IsSound);
        Assert.Equal(copy.Records, JournalInspector.Inspect(Target).Records);
    }

    [Fact]
    public async Task TryFinish_ReleasedAfterTheyWereCopied_KeepsThem()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(Original);
        var copy = new JournalCopy(Original, Target);
        for (int i = 0; i < 30; i++)
        {
            await TestJournal.CommitAsync(journal, 30);
            copy.Pull(isLast: false);
            journal.Release(journal.CommittedPosition);
        }

        copy.Pull(isLast: true);

        Assert.True(journal.FirstPosition > 0);
        Assert.True(copy.TryFinish(null));
        Assert.Equal((0, 900), (copy.FirstPosition, copy.Records));
    }

    [Fact]
    public async Task Copy_OfADamagedJournal_HasTheSameGapAndNoOther()
    {
        await using (Storage.Journal.Journal journal = TestJournal.Open(Original))
        {
            for (int i = 0; i < 10; i++)
                await TestJournal.CommitAsync(journal, 20);
        }

        JournalReport before = Flip(JournalInspector.Inspect(Original).Segments[0].File, 4096 + 100);
        var copy = new JournalCopy(Original, Target);
        copy.Pull(isLast: true);

        Assert.True(copy.TryFinish(null));
        JournalReport after = JournalInspector.Inspect(Target);
        Assert.Equal(before.Records, after.Records);
        Assert.Equal(before.Segments.Sum(s => s.Damage.Count), after.Segments.Sum(s => s.Damage.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Copy_OfAJournalWithASegmentThatCannotBeRead_KeepsTheOthers(int which)
    {
        await using (Storage.Journal.Journal journal = TestJournal.Open(Original))
            await TestJournal.CommitAsync(journal, 200);
        JournalReport before = JournalInspector.Inspect(Original);
        string path = Path.Combine(Original, before.Segments[which].File);
        byte[] content = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        for (int i = 4096 + 48; i < content.Length; i += 512)
            content[i] ^= 1;
        await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);

        var copy = new JournalCopy(Original, Target);
        copy.Pull(isLast: true);

        Assert.True(copy.TryFinish(null));
        Assert.Equal(JournalInspector.Inspect(Original).Records, JournalInspector.Inspect(Target).Records);
        Assert.Equal(200 - before.Segments[which].Records, copy.Records);
    }

    [Fact]
    public void Copy_OfASegmentOfANewerVersion_IsRefused()
    {
        using SegmentBuilder built = new SegmentBuilder().Commit(3);
        byte[] newer = built.Content;
        new SegmentHeader(99, 1).Write(newer);
        Directory.CreateDirectory(Original);
        File.WriteAllBytes(Path.Combine(Original, "000000000001.journal"), newer);

        Assert.Contains("format 99", Assert.Throws<JournalException>(() => new JournalCopy(Original, Target).Pull(isLast: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryFinish_FileRewrittenAsAnotherSegment_IsFalse()
    {
        using SegmentBuilder built = new SegmentBuilder().Commit(3);
        byte[] recycled = built.Content;
        new SegmentHeader(JournalFormat.Version, 7).Write(recycled);
        Directory.CreateDirectory(Original);
        File.WriteAllBytes(Path.Combine(Original, "000000000001.journal"), recycled);
        var copy = new JournalCopy(Original, Target);

        copy.Pull(isLast: true);

        Assert.False(copy.TryFinish(null));
    }

    [Fact]
    public async Task Copy_OfAnEmptyJournal_IsEmptyAndWhole()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(Original);
        var copy = new JournalCopy(Original, Target);

        copy.Pull(isLast: true);

        Assert.True(copy.TryFinish(null));
        Assert.Equal((-1, -1, 0), (copy.FirstPosition, copy.EndPosition, copy.Records));
        Assert.Empty(Directory.GetFiles(Target));
    }

    /// <summary>
    /// Whatever a worker does between two looks: the copy has every record from the needed one to what was committed.
    /// </summary>
    [Fact]
    public void Copy_BesideAnyWriter_IsWholeFromWhatIsNeededOn() =>
        Prop.ForAll(Gen.Choose(0, 120).NonEmptyListOf().ToArbitrary(), steps => Follow([.. steps])).QuickCheckThrowOnFailure();

    private static void Follow(List<int> steps)
    {
        using var folder = new TemporaryFolder();
        Storage.Journal.Journal journal = TestJournal.Open(folder["journal"]);
        try
        {
            var copy = new JournalCopy(folder["journal"], Directory.CreateDirectory(folder["copy"]).FullName);
            long released = 0;
            foreach (int step in steps)
            {
                TestJournal.CommitAsync(journal, 1 + step).GetAwaiter().GetResult();
                if (step % 3 == 0)
                    journal.Release(released = journal.CommittedPosition - step / 2);
                if (step % 4 == 0)
                    copy.Pull(isLast: false);
            }

            copy.Pull(isLast: true);
            long committed = journal.CommittedPosition;

            // Nothing that is needed was released, so the last look alone sees it all.
            Assert.True(copy.TryFinish(released));
            Assert.Equal(committed, copy.EndPosition);
            Assert.True(copy.FirstPosition <= released);
            Assert.Equal(copy.EndPosition - copy.FirstPosition, JournalInspector.Inspect(folder["copy"]).Records);
        }
        finally
        {
            journal.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private JournalReport Flip(string file, int offset)
    {
        string path = Path.Combine(Original, file);
        byte[] content = File.ReadAllBytes(path);
        content[offset] ^= 1;
        File.WriteAllBytes(path, content);
        return JournalInspector.Inspect(Original);
    }
}
