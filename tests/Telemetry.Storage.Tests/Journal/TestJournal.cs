using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Journal;
using Record = Telemetry.Storage.Journal.Record;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>Records whose content follows from their position, so that any of them can be checked wherever it turns up.</summary>
internal static class TestJournal
{
    public static JournalOptions Options(string folder = "/memory") => new()
    {
        Folder = folder,
        Linger = TimeSpan.Zero,
        SegmentBytes = 16 * 1024,
        MaximumBytes = 64 * 1024 * 1024,
        ReserveBytes = 0,
        KeepBytes = 0,
    };

    public static Storage.Journal.Journal Open(MemoryDisk disk, Action<JournalOptions>? change = null, TimeProvider? time = null)
    {
        JournalOptions options = Options();
        change?.Invoke(options);
        return Storage.Journal.Journal.Open(options, disk, time ?? TimeProvider.System, NullLogger.Instance);
    }

    public static Storage.Journal.Journal Open(string folder, Action<JournalOptions>? change = null)
    {
        JournalOptions options = Options(folder);
        change?.Invoke(options);
        return Storage.Journal.Journal.Open(options, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>Appends what belongs at the next position.</summary>
    public static long Append(Storage.Journal.Journal journal)
    {
        long expected = journal.NextPosition;
        long position = journal.Append(Header(expected), Device(expected), Body(expected));
        Assert.Equal(expected, position);
        return position;
    }

    /// <summary>Puts what belongs at a position into a buffer.</summary>
    public static void WriteRecord(PendingBuffer buffer, long position)
    {
        byte[] device = Device(position);
        byte[] body = Body(position);
        Span<byte> to = buffer.Add(RecordCodec.HeaderBytes + device.Length + body.Length, position);
        RecordCodec.Write(to, Header(position), device, body);
    }

    /// <summary>Appends <paramref name="count"/> records and waits until they are durable.</summary>
    public static async Task CommitAsync(Storage.Journal.Journal journal, int count)
    {
        long last = -1;
        for (int i = 0; i < count; i++)
            last = Append(journal);
        await journal.WaitForCommitAsync(last, TestContext.Current.CancellationToken);
    }

    /// <summary>Everything readable from a position on; each record is checked against what belongs there.</summary>
    public static List<long> ReadAll(Storage.Journal.Journal journal, long from = 0)
    {
        using JournalReader reader = journal.OpenReader(from);
        return ReadOn(reader);
    }

    public static List<long> ReadOn(JournalReader reader)
    {
        var positions = new List<long>();
        while (reader.TryRead(out Record record))
        {
            Check(record);
            positions.Add(record.Position);
        }

        return positions;
    }

    public static void Check(in Record record)
    {
        Assert.Equal(Header(record.Position), record.Header);
        Assert.True(record.Device.SequenceEqual(Device(record.Position)), $"device at {record.Position}");
        Assert.True(record.Body.SequenceEqual(Body(record.Position)), $"body at {record.Position}");
    }

    public static long[] Range(long from, long to) => [.. Enumerable.Range((int)from, (int)(to - from)).Select(i => (long)i)];

    private static RecordHeader Header(long position) => new(
        (RecordKind)(1 + position % 9),
        (RecordFlags)(position % 8),
        (Quality)(position % 3),
        (TimestampSource)(position % 2),
        1_763_700_000_000 + position,
        1_763_700_000_000 - position,
        position % 5 == 0 ? -1 : position);

    private static byte[] Device(long position) => position % 4 == 0 ? [] : System.Text.Encoding.UTF8.GetBytes($"hs-{position % 1000:D4}");

    private static byte[] Body(long position)
    {
        byte[] body = new byte[position * 7919 % 700];
        for (int i = 0; i + 8 <= body.Length; i += 8)
            BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(i), position * 2862933555777941757 + i);
        return body;
    }
}
