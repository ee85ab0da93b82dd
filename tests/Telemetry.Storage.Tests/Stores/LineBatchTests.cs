using System.Text;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Stores;

public sealed class LineBatchTests
{
    [Fact]
    public void Add_Lines_EndInALineFeedEach()
    {
        var batch = new LineBatch(10, 1_000);
        batch.Clear(7);
        batch.Add("a"u8, 7, 70);
        batch.Pass(8);
        batch.Add("bc"u8, 9, 90);
        Assert.Equal("a\nbc\n", Encoding.UTF8.GetString(batch.Lines.Span));
        Assert.Equal((2, 10, 70), (batch.Count, batch.EndPosition, batch.OldestReceivedAtMs));
    }

    [Fact]
    public void IsFull_LinesOrBytes_IsTrueAtTheLimit()
    {
        var lines = new LineBatch(2, 1_000);
        lines.Add("a"u8, 0, 0);
        Assert.False(lines.IsFull);
        lines.Add("a"u8, 1, 0);
        Assert.True(lines.IsFull);

        var bytes = new LineBatch(100, 4);
        bytes.Add("aa"u8, 0, 0);
        Assert.False(bytes.IsFull);
        bytes.Add(new byte[100_000], 1, 0);
        Assert.True(bytes.IsFull);
        Assert.Equal(100_004, bytes.Lines.Length);
    }

    [Fact]
    public void Clear_UsedBatch_StartsOverWithoutAllocating()
    {
        var batch = new LineBatch(100, 100_000);
        for (int i = 0; i < 100; i++)
            batch.Add(new byte[500], i, 0);
        batch.Attempt = 3;
        long before = GC.GetAllocatedBytesForCurrentThread();
        batch.Clear(100);
        for (int i = 0; i < 100; i++)
            batch.Add("some line"u8, i, 5);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal((100, 0, 5), (batch.Count, batch.Attempt, batch.OldestReceivedAtMs));
    }
}
