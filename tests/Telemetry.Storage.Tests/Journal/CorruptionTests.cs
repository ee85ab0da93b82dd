using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>Bytes that are not what was written, in every region of the files.</summary>
public sealed class CorruptionTests
{
    public enum Region
    {
        SegmentHeader,
        FirstPage,
        BlockHeader,
        RecordHeader,
        Device,
        Body,
        Padding,
        Unused,
        FreeSegment,
        WrongPlace,
    }

    [Theory]
    [InlineData(Region.SegmentHeader)]
    [InlineData(Region.FirstPage)]
    [InlineData(Region.BlockHeader)]
    [InlineData(Region.RecordHeader)]
    [InlineData(Region.Device)]
    [InlineData(Region.Body)]
    [InlineData(Region.Padding)]
    [InlineData(Region.Unused)]
    [InlineData(Region.FreeSegment)]
    [InlineData(Region.WrongPlace)]
    public async Task Open_CorruptedAHundredTimes_LosesTheDamagedBlocksAndCountsThem(Region region)
    {
        MemoryDisk original = await BuildAsync();
        Dictionary<string, List<Block>> files = BlocksOf(original);
        string newest = files.Where(file => file.Value.Count > 0).Max(file => file.Key)!;
        int lost = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed * 10 + (int)region);
            MemoryDisk disk = original.Copy();
            string name = Corrupt(disk, files, region, random);
            byte[] before = original.Content(name);
            byte[] after = disk.Content(name);
            List<Block> blocks = files.TryGetValue(name, out List<Block>? of) ? of : [];
            bool[] damaged = [.. blocks.Select(block => !before.AsSpan(block.Offset, block.Length).SequenceEqual(after.AsSpan(block.Offset, block.Length)))];
            HashSet<long> gone = [.. blocks.Where((_, i) => damaged[i]).SelectMany(block => TestJournal.Range(block.First, block.End))];
            lost += gone.Count;

            await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
            {
                long[] expected = [.. files.Values.SelectMany(each => each).SelectMany(block => TestJournal.Range(block.First, block.End)).Where(position => !gone.Contains(position)).Order()];
                Assert.Equal(expected, TestJournal.ReadAll(journal));
                AssertCounted(journal, name, damaged, isNewest: name == newest, isHeaderDamaged: !before.AsSpan(0, SegmentHeader.Bytes).SequenceEqual(after.AsSpan(0, SegmentHeader.Bytes)), $"{region}, seed {seed}");
                await TestJournal.CommitAsync(journal, 3);
                Assert.Equal([.. expected, .. TestJournal.Range(journal.NextPosition - 3, journal.NextPosition)], TestJournal.ReadAll(journal));
            }

            // Nothing more is lost by starting again.
            await using Storage.Journal.Journal again = TestJournal.Open(disk);
            Assert.Equal(again.NextPosition - 1, TestJournal.ReadAll(again)[^1]);
        }

        Assert.Equal(region is Region.BlockHeader or Region.RecordHeader or Region.Device or Region.Body or Region.WrongPlace, lost > 0);
    }

    /// <summary>Each run of damaged blocks is one stretch. At the very end it is what an unfinished commit looks like.</summary>
    private static void AssertCounted(Storage.Journal.Journal journal, string name, bool[] damaged, bool isNewest, bool isHeaderDamaged, string what)
    {
        int runs = damaged.Where((isBad, i) => isBad && (i == 0 || !damaged[i - 1])).Count();
        JournalStatistics counted = journal.Statistics;
        bool isAtEnd = isNewest && damaged is [.., true];
        // A segment in which nothing is good is set aside and counted, even one that was only prepared.
        int corrupt = runs - (isAtEnd ? 1 : 0) + (isHeaderDamaged && damaged.Length == 0 ? 1 : 0);
        Assert.True(corrupt == counted.CorruptStretches, $"{what}, {name}: {counted.CorruptStretches} stretches counted, {corrupt} there");
        // Without its segment's id the last block leaves no trace that it was ever begun.
        Assert.True(counted.TornCommits == (isAtEnd ? 1 : 0) || (isAtEnd && counted.TornCommits == 0), what);
    }

    private static string Corrupt(MemoryDisk disk, Dictionary<string, List<Block>> files, Region region, Random random)
    {
        string[] names = [.. files.Keys.Order().Where(file => region == Region.SegmentHeader || files[file].Count > 0)];
        string name = region == Region.FreeSegment ? disk.List().First(file => file.StartsWith("free-", StringComparison.Ordinal)) : names[random.Next(names.Length)];
        byte[] content = disk.Content(name);
        List<Block> blocks = region == Region.FreeSegment ? [] : files[name];
        if (region == Region.WrongPlace)
        {
            // A block, or a part of it, written over another one.
            Block from = blocks[random.Next(blocks.Count)];
            Block to = blocks[random.Next(blocks.Count)];
            int bytes = JournalFormat.Align(random.Next(2) == 0 ? from.Length : random.Next(1, from.Length));
            content.AsSpan(from.Offset, bytes).ToArray().AsSpan(0, Math.Min(bytes, content.Length - to.Offset)).CopyTo(content.AsSpan(to.Offset));
        }
        else
        {
            // A full segment has nothing unused, and a block that fills its last sector has no padding.
            (int start, int length) = Range(content, region, blocks, random);
            int at = start + random.Next(length);
            if (length > 0)
                Damage(content.AsSpan(at, Math.Min(random.Next(1, 40), start + length - at)), random);
        }

        disk.With(name, content);
        return name;
    }

    private static void Damage(Span<byte> bytes, Random random)
    {
        switch (random.Next(3))
        {
            case 0:
                bytes[0] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes.Clear();
                break;
            default:
                random.NextBytes(bytes);
                break;
        }
    }

    private static (int Start, int Length) Range(byte[] content, Region region, List<Block> blocks, Random random)
    {
        Block block = blocks.Count == 0 ? default : blocks[random.Next(blocks.Count)];
        int record = block.Offset + BlockHeader.Bytes;
        // Somewhere behind the first record, too.
        for (int i = random.Next(4); i > 0 && region is Region.RecordHeader or Region.Device or Region.Body; i--)
        {
            int size = RecordCodec.Measure(content.AsSpan(record, block.Offset + block.Length - record));
            if (record + size < block.Offset + block.Length)
                record += size;
        }

        int device = record + RecordCodec.HeaderBytes;
        return region switch
        {
            Region.SegmentHeader => (0, SegmentHeader.Bytes),
            Region.FirstPage => (SegmentHeader.Bytes, JournalFormat.FirstBlock - SegmentHeader.Bytes),
            Region.BlockHeader => (block.Offset, BlockHeader.Bytes),
            Region.RecordHeader => (record, RecordCodec.HeaderBytes),
            Region.Device => (device, Math.Max(1, (int)content[record + 7])),
            Region.Body => (device + content[record + 7] - 1, Math.Max(1, RecordCodec.Measure(content.AsSpan(record)) - RecordCodec.HeaderBytes - content[record + 7])),
            Region.Padding => (block.Offset + block.Length, JournalFormat.Align(block.Length) - block.Length),
            Region.Unused => (blocks[^1].Offset + JournalFormat.Align(blocks[^1].Length), content.Length - blocks[^1].Offset - JournalFormat.Align(blocks[^1].Length)),
            _ => (0, content.Length),
        };
    }

    /// <summary>Segments with records, some of them recycled, one prepared, one free.</summary>
    private static async Task<MemoryDisk> BuildAsync()
    {
        var disk = new MemoryDisk();
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
        {
            for (int i = 0; i < 50; i++)
            {
                await TestJournal.CommitAsync(journal, 6);
                if (i == 30)
                    journal.Release(100);
            }

            journal.Release(170);
        }

        Assert.Contains(disk.List(), name => name.StartsWith("free-", StringComparison.Ordinal));
        return disk;
    }

    private static Dictionary<string, List<Block>> BlocksOf(MemoryDisk disk)
    {
        var files = new Dictionary<string, List<Block>>();
        foreach (string name in disk.List())
        {
            if (!JournalFormat.TryParseSegment(name, out long id))
                continue;
            byte[] content = disk.Content(name);
            files[name] = [.. SegmentBuilder.BlocksOf(disk, id).Select(block =>
            {
                Assert.True(BlockHeader.TryRead(content.AsSpan((int)block.Offset), out BlockHeader header));
                return new Block((int)block.Offset, BlockHeader.Bytes + header.Length, header.FirstPosition, header.EndPosition);
            })];
        }

        return files;
    }

    /// <param name="Length">Header and records, without the padding.</param>
    private readonly record struct Block(int Offset, int Length, long First, long End);
}
