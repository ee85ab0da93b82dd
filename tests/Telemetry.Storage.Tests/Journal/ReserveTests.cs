using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>Room on the disk that the journal leaves to the databases beside it.</summary>
public sealed class ReserveTests
{
    private const int Segment = 16 * 1024;

    [Fact]
    public async Task Append_DiskFills_LeavesTheReserveFree()
    {
        var disk = new MemoryDisk { Capacity = 10 * Segment };
        await using Storage.Journal.Journal journal = Open(disk, 4 * Segment);

        await FillAsync(journal);

        Assert.Equal(6 * Segment, journal.Bytes);
        Assert.Equal(0, journal.Statistics.DiskRoomBytes);
        Assert.Equal(6, disk.Created);
    }

    [Fact]
    public async Task Append_SmallDisk_LeavesATenthOfIt()
    {
        var disk = new MemoryDisk { Capacity = 10 * Segment, Total = 10 * Segment };
        await using Storage.Journal.Journal journal = Open(disk, 512L * 1024 * 1024);

        await FillAsync(journal);

        Assert.Equal(9 * Segment, journal.Bytes);
    }

    [Fact]
    public async Task Append_DiskTellsNothing_IsFilledToTheEnd()
    {
        var disk = new MemoryDisk { Capacity = 10 * Segment, Total = 0 };
        await using Storage.Journal.Journal journal = Open(disk, 4 * Segment);

        await FillAsync(journal);

        Assert.Equal(10 * Segment, journal.Bytes);
        Assert.Equal(long.MaxValue, journal.Statistics.DiskRoomBytes);
    }

    [Fact]
    public async Task Append_AtTheReserve_GoesOnInWhatItHasAndGrowsOnceThereIsRoom()
    {
        var disk = new MemoryDisk { Capacity = 10 * Segment };
        await using Storage.Journal.Journal journal = Open(disk, 4 * Segment);
        await FillAsync(journal);

        journal.Release(journal.CommittedPosition);
        await TestJournal.CommitAsync(journal, 20);
        Assert.InRange(journal.Bytes, Segment, 6 * Segment);
        disk.Capacity = 20 * Segment;
        await FillAsync(journal);

        Assert.Equal(16 * Segment, journal.Bytes);
    }

    [Fact]
    public async Task Open_LessThanTheReserveFree_IsRefusedWithTheMendUnlessThereIsAJournal()
    {
        var disk = new MemoryDisk { Capacity = 10 * Segment };

        JournalException refused = Assert.Throws<JournalException>(() => Open(disk, 10 * Segment));

        Assert.Contains("Journal:ReserveBytes", refused.Message, StringComparison.Ordinal);
        await using (Storage.Journal.Journal journal = Open(disk, 4 * Segment))
            await TestJournal.CommitAsync(journal, 5);
        await using Storage.Journal.Journal again = Open(disk, 10 * Segment);
        await TestJournal.CommitAsync(again, 5);
        Assert.Equal(TestJournal.Range(0, 10), TestJournal.ReadAll(again));
    }

    [Fact]
    public void Space_OfARealFolder_IsThatOfItsDisk()
    {
        using var folder = new Testing.TemporaryFolder();

        DiskSpace space = new PhysicalDisk(folder.Path).Space();

        Assert.InRange(space.Free, 1, space.Total);
        Assert.Equal(new DriveInfo(folder.Path).TotalSize, space.Total);
    }

    private static Storage.Journal.Journal Open(MemoryDisk disk, long reserve) =>
        TestJournal.Open(disk, options =>
        {
            options.ReserveBytes = reserve;
            options.WhenFull = WhenFull.Wait;
        });

    private static async Task FillAsync(Storage.Journal.Journal journal)
    {
        while (!journal.Statistics.IsFull)
        {
            if (journal.Statistics.PendingBytes < Segment / 2)
                TestJournal.Append(journal);
            else
                await Task.Yield();
        }
    }
}
