using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Record = Telemetry.Storage.Journal.Record;

namespace Telemetry.Storage.Tests.Journal;

public sealed class RestoredGapTests
{
    [Theory]
    [InlineData(RecordFlags.Restored, 0)]
    [InlineData(RecordFlags.None, 1_000_000)]
    public async Task Gap_BeforeARecordOfARestore_IsNoLoss(RecordFlags flags, long expected)
    {
        using var folder = new TemporaryFolder();
        await using Storage.Journal.Journal journal = TestJournal.Open(folder.Path);
        await TestJournal.CommitAsync(journal, 10);
        journal.OpenReader(1_000_010).Dispose();
        long position = journal.Append(new RecordHeader(RecordKind.Input, flags, Quality.Good, TimestampSource.Receipt, 1, 1), [], "x"u8);
        await journal.WaitForCommitAsync(position, TestContext.Current.CancellationToken);
        await TestJournal.CommitAsync(journal, 5);

        using JournalReader reader = journal.OpenReader(3);
        var positions = new List<long>();
        while (reader.TryRead(out Record record))
            positions.Add(record.Position);

        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 1_000_010, 1_000_011, 1_000_012, 1_000_013, 1_000_014, 1_000_015], positions);
        Assert.Equal(expected, reader.SkippedPositions);
    }
}
