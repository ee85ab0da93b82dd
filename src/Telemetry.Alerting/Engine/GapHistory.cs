namespace Telemetry.Alerting.Engine;

/// <summary>
/// Where the history of each device has gaps of more than three intervals, its time before the first sample among them: a
/// sample that comes too late for the watermark is history only there. Anywhere else it was known, or comes to nothing: a
/// message delivered a second time must not make the same history twice.
/// </summary>
internal sealed class GapHistory
{
    /// <summary>The most gaps of a device that are kept; the oldest gives way.</summary>
    public const int MostGaps = 4;

    private readonly List<(long FromMs, long ToMs)>?[] _gaps;
    private readonly long[] _beginMs;
    private readonly long[] _knownToMs;

    public GapHistory(int devices)
    {
        _gaps = new List<(long, long)>?[devices];
        _beginMs = new long[devices];
        _knownToMs = new long[devices];
        Array.Fill(_beginMs, long.MaxValue);
        Array.Fill(_knownToMs, long.MinValue);
    }

    /// <summary>A sample became one of those that are kept.</summary>
    public void Note(int device, long timeMs)
    {
        _beginMs[device] = Math.Min(_beginMs[device], timeMs);
        if (_gaps[device] is not { } gaps)
        {
            return;
        }

        for (int i = 0; i < gaps.Count; i++)
        {
            if (gaps[i].FromMs < timeMs && timeMs < gaps[i].ToMs)
            {
                gaps[i] = (gaps[i].FromMs, timeMs);
            }
        }
    }

    /// <summary>Between two samples that follow each other there was nothing.</summary>
    public void Add(int device, long fromMs, long toMs)
    {
        if (toMs <= _knownToMs[device])
        {
            return;
        }

        var gaps = _gaps[device] ??= new(MostGaps);
        if (gaps.Count == MostGaps)
        {
            gaps.RemoveAt(0);
        }

        gaps.Add((fromMs, toMs));
        _knownToMs[device] = toMs;
    }

    /// <summary>Nothing from before is of use: a clock was put back.</summary>
    public void BeginAnew(int device)
    {
        _gaps[device] = null;
        (_beginMs[device], _knownToMs[device]) = (long.MinValue, long.MinValue);
    }

    /// <summary>True where the history of the device has nothing: what comes from there was kept while it was offline.</summary>
    /// <param name="settledMs">The newest sample that has passed the watermark.</param>
    /// <param name="keptMs">The oldest one that has not.</param>
    public bool IsIn(int device, long timeMs, long settledMs, long keptMs) =>
        timeMs < _beginMs[device]
        || (settledMs != long.MinValue && timeMs > settledMs && timeMs < keptMs)
        || _gaps[device]?.Exists(gap => gap.FromMs < timeMs && timeMs < gap.ToMs) == true;

    /// <summary>Takes a sample into a gap, which is smaller then.</summary>
    /// <param name="settledMs">The newest sample that has passed the watermark.</param>
    /// <param name="keptMs">The oldest one that has not.</param>
    /// <param name="untilMs">When the gap is over.</param>
    public bool TryFill(int device, long timeMs, long settledMs, long keptMs, long gapMs, out long untilMs)
    {
        if (timeMs < _beginMs[device])
        {
            // The first that comes from before the beginning: from here on it is a gap like others.
            var before = _gaps[device] ??= new(MostGaps);
            if (before.Count < MostGaps)
            {
                before.Insert(0, (long.MinValue, _beginMs[device]));
            }

            _beginMs[device] = long.MinValue;
        }
        else if (settledMs != long.MinValue && timeMs > settledMs && timeMs < keptMs)
        {
            Add(device, settledMs, keptMs);
        }

        var gaps = _gaps[device];
        int index = gaps?.FindIndex(gap => gap.FromMs < timeMs && timeMs < gap.ToMs) ?? -1;
        if (index < 0)
        {
            untilMs = 0;
            return false;
        }

        var (fromMs, toMs) = gaps![index];
        gaps[index] = (timeMs, toMs);
        bool follows = fromMs != long.MinValue && timeMs - fromMs <= gapMs;
        if (!follows && gaps.Count < MostGaps)
        {
            gaps.Insert(index, (fromMs, timeMs));
        }

        untilMs = toMs;
        return true;
    }

    public void Save(BinaryWriter writer, int device)
    {
        writer.Write(_beginMs[device]);
        writer.Write(_knownToMs[device]);
        var gaps = _gaps[device];
        writer.Write((byte)(gaps?.Count ?? 0));
        for (int i = 0; i < gaps?.Count; i++)
        {
            writer.Write(gaps[i].FromMs);
            writer.Write(gaps[i].ToMs);
        }
    }

    /// <param name="device">Below zero: read and forget.</param>
    public void Load(BinaryReader reader, int device)
    {
        long beginMs = reader.ReadInt64();
        long knownToMs = reader.ReadInt64();
        int count = reader.ReadByte();
        if (count > MostGaps)
        {
            throw new CheckpointException($"the checkpoint is damaged: {count} gaps of one device");
        }

        var gaps = new List<(long, long)>(count);
        for (int i = 0; i < count; i++)
        {
            gaps.Add((reader.ReadInt64(), reader.ReadInt64()));
        }

        if (device >= 0)
        {
            (_beginMs[device], _knownToMs[device], _gaps[device]) = (beginMs, knownToMs, count > 0 ? gaps : null);
        }
    }
}
