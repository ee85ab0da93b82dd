using Telemetry.Storage.Journal;
using Record = Telemetry.Storage.Journal.Record;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>A disk that loses power at any of its operations, forgetting, tearing and zeroing what was not synced.</summary>
public sealed class PowerCutTests
{
    [Fact]
    public async Task Open_AfterPowerCutAtAnyOperation_HasEverythingCommittedAndNothingElse()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var disk = new MemoryDisk();
            long released = 0;
            long committed = 0;
            long known = 0;
            // Several lives, each ended by a power cut, on what the one before left.
            for (int life = 0; life < 4; life++)
            {
                disk.FailFrom = random.Next(8, 80);
                (committed, long next, released) = await LiveAsync(disk, random, released);
                disk = disk.AfterPowerCut(random);

                await using Storage.Journal.Journal journal = TestJournal.Open(disk);
                Assert.True(journal.NextPosition >= committed, $"seed {seed}: position {committed} was given before, next is {journal.NextPosition}");
                // A life whose disk goes while it opens may see less than there is; it adds nothing then.
                Assert.True(journal.NextPosition <= Math.Max(next, known), $"seed {seed}: life {life} ended at {next} of which {committed} were committed, {journal.NextPosition} are there");
                known = journal.NextPosition;
                Assert.True(journal.FirstPosition <= released, $"seed {seed}: {journal.FirstPosition} was never released");
                List<long> read = TestJournal.ReadAll(journal);
                Assert.Equal(read.Order().Distinct(), read);
                Assert.True(TestJournal.Range(released, committed).All(new HashSet<long>(read).Contains), $"seed {seed}: a committed record is missing");
                Assert.Equal(0, journal.Statistics.CorruptStretches);
            }

            await using Storage.Journal.Journal last = TestJournal.Open(disk);
            await TestJournal.CommitAsync(last, 5);
            Assert.Equal(5, TestJournal.ReadAll(last, last.NextPosition - 5).Count);
        }
    }

    [Fact]
    public async Task Open_AfterPowerCutWhileItYields_HasEverythingFromItsOldestRecordOn()
    {
        int dropped = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var disk = new MemoryDisk();
            for (int life = 0; life < 4; life++)
            {
                disk.FailFrom = random.Next(20, 120);
                (long committed, _, _) = await LiveAsync(disk, random, 0, yields: true);
                disk = disk.AfterPowerCut(random);

                await using Storage.Journal.Journal journal = TestJournal.Open(disk, Yielding);
                Assert.True(journal.NextPosition >= committed, $"seed {seed}: position {committed} was given before, next is {journal.NextPosition}");
                using JournalReader reader = journal.OpenReader(journal.FirstPosition);
                long expected = journal.FirstPosition;
                while (reader.TryRead(out Record record))
                {
                    Assert.True(record.Position == expected || record.Position > committed, $"seed {seed}: {record.Position} instead of {expected}");
                    expected = record.Position + 1;
                }

                Assert.True(expected >= committed, $"seed {seed}");
                Assert.Equal(0, journal.Statistics.CorruptStretches);
                dropped += journal.FirstPosition > 0 ? 1 : 0;
            }
        }

        Assert.True(dropped > 100);
    }

    private static void Yielding(JournalOptions options)
    {
        options.MaximumBytes = 4 * options.SegmentBytes;
        options.KeepBytes = 2 * options.SegmentBytes;
    }

    /// <summary>Appends, reads and releases until the power goes.</summary>
    private static async Task<(long Committed, long Next, long Released)> LiveAsync(MemoryDisk disk, Random random, long released, bool yields = false)
    {
        Storage.Journal.Journal journal;
        try
        {
            journal = TestJournal.Open(disk, yields ? Yielding : null);
        }
        catch (IOException)
        {
            return (0, long.MaxValue, released);
        }

        long next = journal.CommittedPosition;
        try
        {
            using JournalReader reader = journal.OpenReader(journal.FirstPosition);
            while (!disk.PowerGone.IsCompleted)
            {
                if (yields)
                    journal.Release(0, journal.CommittedPosition);
                // Copies of events take positions, too: what is appended while it yields says nothing of its own.
                for (int i = random.Next(1, 12); i > 0; i--)
                    next = 1 + (yields ? journal.Append(new RecordHeader((RecordKind)random.Next(1, 3), 0, 0, 0, 0, 0), default, new byte[random.Next(500)]) : TestJournal.Append(journal));
                // A disk that is gone may also look like one that is full for ever.
                Task commit = journal.WaitForCommitAsync(next - 1, TestContext.Current.CancellationToken).AsTask();
                await await Task.WhenAny(commit, disk.PowerGone);
                while (random.Next(20) > 0 && reader.TryRead(out Record record))
                {
                    if (!yields)
                        TestJournal.Check(record);
                }

                if (random.Next(4) == 0)
                {
                    released = Math.Max(released, reader.Position);
                    journal.Release(reader.Position);
                }
            }
        }
        catch (Exception e) when (e is IOException or JournalFailedException)
        {
            // The journal fails, or the release could not rename a file: the end of this life.
        }

        await journal.DisposeAsync();
        return (journal.CommittedPosition, journal.NextPosition, released);
    }
}
