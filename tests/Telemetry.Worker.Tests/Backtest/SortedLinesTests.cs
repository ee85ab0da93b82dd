using System.Text;
using Telemetry.Testing;
using Telemetry.Worker.Backtest;

namespace Telemetry.Worker.Tests.Backtest;

public sealed class SortedLinesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3_000)]
    [InlineData(1 << 20)]
    public void TryRead_AnyMemory_GivesLinesByTimeAndSeriesAndNothingIsLeftBehind(long bytes)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        string[] lines = [.. Enumerable.Range(0, bytes == 1 ? 200 : 2_000).Select(i => $"m,device=d{random.Next(5)} f{i}=1 {1_795_000_000_000_000_000 + random.Next(-20, 100)}")];
        File.WriteAllText(folder["lines"], string.Join('\n', lines));
        string[] before = Directory.GetDirectories(Path.GetTempPath(), "telemetry-backtest-*");

        Assert.Equal(
            lines.Select((line, i) => (Line: line, Order: i)).OrderBy(x => long.Parse(x.Line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture))
                .ThenBy(x => x.Line.Split(' ')[0], StringComparer.Ordinal).ThenBy(x => x.Order).Select(x => x.Line),
            Sort(folder["lines"], bytes));

        Assert.Equal(before, Directory.GetDirectories(Path.GetTempPath(), "telemetry-backtest-*"));
    }

    [Theory]
    [InlineData("a f=1 1795000000000000001\nb f=1 1795000000000000002\na f=1 1795000000000000002", false)]
    [InlineData("a f=1 1795000000000000001\na f=1 1795000000000000002\nb f=1 1795000000000000002", true)]
    [InlineData("a f=1 1795000000000000002\na f=1 1795000000000000001", false)]
    [InlineData("a f=1 1795000000000000001\na g=1 1795000000000000001\nno time\na f=1 1795000000000000002", true)]
    [InlineData("", true)]
    public void IsInOrder_NeedsTimesAscendingAndSeriesTogether(string lines, bool expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["lines"], lines);

        Assert.Equal(expected, OrderScan.IsInOrder(folder["lines"], new SilentProgress()));
    }

    private static List<string> Sort(string path, long bytes)
    {
        using var feed = new LineFeed(path);
        using var sorted = SortedLines.Of(feed, bytes, new SilentProgress(), reason => Assert.Fail($"Every line has a time: {reason}."));
        var read = new List<string>();
        while (sorted.TryRead(out ReadOnlySpan<byte> line))
            read.Add(Encoding.UTF8.GetString(line));
        return read;
    }
}
