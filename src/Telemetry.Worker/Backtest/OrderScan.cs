namespace Telemetry.Worker.Backtest;

/// <summary>
/// Looks through a file once, to find out whether its lines can be judged as they come. Lines of one time have to be in the order of
/// their series, so that those of one sample stand together.
/// </summary>
internal static class OrderScan
{
    public static bool IsInOrder(string path, ReplayProgress progress)
    {
        using var feed = new LineFeed(path);
        byte[] series = [];
        int length = 0;
        long newest = long.MinValue;
        long lines = 0;
        while (feed.TryRead(out ReadOnlySpan<byte> line))
        {
            if (ReplayProgress.IsDue(++lines))
                progress.Step(lines, 0, 0);
            if (!LineTime.TryRead(line, out long nanoseconds) || !LineTime.IsPlausible(nanoseconds))
                continue;
            ReadOnlySpan<byte> own = LineTime.Series(line);
            if (nanoseconds < newest || (nanoseconds == newest && own.SequenceCompareTo(series.AsSpan(0, length)) < 0))
                return false;
            newest = nanoseconds;
            if (series.Length < own.Length)
                series = new byte[2 * own.Length];
            own.CopyTo(series);
            length = own.Length;
        }

        return true;
    }
}
