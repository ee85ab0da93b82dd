namespace Telemetry.Worker.Backtest;

/// <summary>A file of line protocol, as stores export it. Ticks are made from its times, since nobody recorded any.</summary>
internal sealed class LineRecording(string path) : Recording
{
    /// <summary>So many intervals of the device that reports most rarely are no outage, however long they are.</summary>
    private const int QuietIntervals = 4;

    private long _records;
    private long _position;
    private long _nextTickMs = long.MinValue;
    private long _firstMs;
    private long _lastMs;
    private int _outages;
    private long _outageMs;

    public override RecordingFigures Replay(ReplayLane[] lanes, BacktestSettings settings, ReplayProgress progress)
    {
        try
        {
            bool inOrder = OrderScan.IsInOrder(path, progress);
            using var feed = new LineFeed(path);
            LineLane[] lines = [.. lanes.Select(lane => new LineLane(lane))];
            if (inOrder)
                InOrder(feed, lines, lanes, settings, progress);
            else
                Sorted(feed, lines, lanes, settings, progress);
            foreach (LineLane lane in lines)
                lane.Flush();
            foreach (ReplayLane lane in lanes)
                lane.Skipped.Count(SkipReason.Malformed, feed.TooLong);
            return new RecordingFigures
            {
                Records = _records,
                Bytes = feed.TotalBytes,
                FirstMs = _firstMs,
                LastMs = _lastMs,
                WasSorted = !inOrder,
                Outages = _outages,
                OutageMs = _outageMs,
            };
        }
        catch (InvalidDataException e)
        {
            throw new BacktestException($"{path}: the compressed file is damaged or cut off: {e.Message}") { IsOfInput = true };
        }
    }

    private void InOrder(LineFeed feed, LineLane[] lines, ReplayLane[] lanes, BacktestSettings settings, ReplayProgress progress)
    {
        while (feed.TryRead(out ReadOnlySpan<byte> line))
        {
            if (ReplayProgress.IsDue(++_records))
                progress.Step(_records, (double)feed.ReadBytes / Math.Max(1, feed.TotalBytes), _lastMs);
            if (!LineTime.TryRead(line, out long ns))
                Count(SkipReason.WithoutTime, lanes);
            else if (!LineTime.IsPlausible(ns))
                Count(SkipReason.ImplausibleTime, lanes);
            else if (!Take(line, ns, lines, lanes, settings))
                break;
        }
    }

    private void Sorted(LineFeed feed, LineLane[] lines, ReplayLane[] lanes, BacktestSettings settings, ReplayProgress progress)
    {
        using var sorted = SortedLines.Of(feed, settings.SortBytes, progress, reason => Count(reason, lanes));
        while (sorted.TryRead(out ReadOnlySpan<byte> line))
        {
            if (ReplayProgress.IsDue(++_records))
                progress.Step(_records, (double)_records / Math.Max(1, feed.Number), _lastMs);
            if (!LineTime.TryRead(line, out long ns) || !Take(line, ns, lines, lanes, settings))
                break;
        }
    }

    private static void Count(SkipReason reason, ReplayLane[] lanes)
    {
        foreach (ReplayLane lane in lanes)
            lane.Skipped.Count(reason);
    }

    /// <summary>False when this and all that follows lies behind the end.</summary>
    private bool Take(ReadOnlySpan<byte> line, long ns, LineLane[] lines, ReplayLane[] lanes, BacktestSettings settings)
    {
        long atMs = LineLane.Milliseconds(ns);
        if (atMs >= settings.ToMs)
            return false;
        if (atMs < settings.StartMs)
            return true;
        if (_nextTickMs == long.MinValue)
            _firstMs = atMs;
        if (atMs >= _nextTickMs)
            PassTime(atMs, lines, lanes, settings);
        _lastMs = atMs;
        long position = _position++;
        foreach (LineLane lane in lines)
            lane.Take(line, ns, position);
        return true;
    }

    private void PassTime(long atMs, LineLane[] lines, ReplayLane[] lanes, BacktestSettings settings)
    {
        foreach (LineLane lane in lines)
            lane.Flush();
        long stepMs = (long)settings.Tick.TotalMilliseconds;
        if (_nextTickMs == long.MinValue)
        {
            // As after a start: nobody listened before.
            Tick(atMs, ingestUp: false, lines);
            _nextTickMs = atMs + stepMs;
            return;
        }

        long pauseMs = atMs - _lastMs;
        if (pauseMs > settings.Outage.TotalMilliseconds && pauseMs > QuietIntervals * lanes.Max(lane => lane.LongestIntervalMs))
        {
            _outages++;
            _outageMs += pauseMs;
            Tick(atMs, ingestUp: false, lines);
            _nextTickMs = atMs + stepMs;
            return;
        }

        for (; _nextTickMs <= atMs; _nextTickMs += stepMs)
            Tick(_nextTickMs, ingestUp: true, lines);
    }

    private void Tick(long atMs, bool ingestUp, LineLane[] lines)
    {
        long position = _position++;
        foreach (LineLane lane in lines)
            lane.Tick(position, atMs, ingestUp);
    }
}
