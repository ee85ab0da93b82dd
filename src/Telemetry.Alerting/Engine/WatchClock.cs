namespace Telemetry.Alerting.Engine;

/// <summary>
/// Counts the time during which ingest was up, as told by ticks: what silence and quiet are measured in. It stands still while
/// ingest is down and between ticks too far apart (nobody watched: the process was down); after such a break every count begins
/// anew, so that an outage makes no city of silent devices. A tick says by a steady clock how long it is since the last one,
/// so that a wall clock that is set makes none either; one that does not (of an older version) is taken by the wall clock, and
/// then a step back, or far forward, is a break.
/// </summary>
internal sealed class WatchClock
{
    /// <summary>Ticks further apart than this do not belong together. Far above any tick period, accelerated clocks included.</summary>
    public const long LongestTickGapMs = 15 * 60 * 1000;

    private long _lastWallMs = long.MinValue;
    private long _returnedAtMs;
    private long _furthestMs;

    /// <summary>Milliseconds with ingest up, up to the last tick.</summary>
    public long NowMs { get; private set; }

    /// <summary>True when ingest was up at the last tick.</summary>
    public bool IsUp { get; private set; }

    /// <summary>True when the wall clock was put back since the last tick, by more than two threads may disagree about now.</summary>
    public bool IsPutBack(long wallMs) => wallMs + SampleOrder.ReceiptToleranceMs < _lastWallMs;

    /// <param name="elapsedMs">Since the last tick by a steady clock; below zero when the tick does not say.</param>
    /// <returns>True when the wall clock was set since: what was heard after the last tick may be noted as later than now.</returns>
    public bool Tick(long wallMs, bool ingestUp, long elapsedMs)
    {
        long wallElapsedMs = _lastWallMs == long.MinValue ? -1 : wallMs - _lastWallMs;
        bool isSteady = elapsedMs >= 0;
        long passedMs = isSteady ? elapsedMs : wallElapsedMs;
        bool follows = IsUp && passedMs is >= 0 and <= LongestTickGapMs;
        bool isSet = follows && isSteady && Math.Abs(wallElapsedMs - elapsedMs) > SampleOrder.ReceiptToleranceMs;
        if (ingestUp && follows)
        {
            NowMs += passedMs;
            _furthestMs = isSet ? Math.Min(_furthestMs, NowMs) : _furthestMs;
        }
        else if (ingestUp)
        {
            // Not before anything that was heard after the last tick.
            NowMs = Math.Max(NowMs, _furthestMs);
            _returnedAtMs = NowMs;
        }

        IsUp = ingestUp;
        _lastWallMs = wallMs;
        return isSet;
    }

    /// <summary>This clock's time of something received at a wall time after the last tick.</summary>
    public long At(long receivedAtMs)
    {
        long atMs = IsUp ? NowMs + Math.Clamp(receivedAtMs - _lastWallMs, 0, LongestTickGapMs) : NowMs;
        _furthestMs = Math.Max(_furthestMs, atMs);
        return atMs;
    }

    /// <summary>Milliseconds watched since <paramref name="heardMs"/> (of this clock) without a break of ingest since.</summary>
    public long Since(long heardMs) => NowMs - Math.Max(heardMs, _returnedAtMs);

    public void Save(BinaryWriter writer)
    {
        writer.Write(_lastWallMs);
        writer.Write(_returnedAtMs);
        writer.Write(_furthestMs);
        writer.Write(NowMs);
        writer.Write(IsUp);
    }

    public void Load(BinaryReader reader)
    {
        _lastWallMs = reader.ReadInt64();
        _returnedAtMs = reader.ReadInt64();
        _furthestMs = reader.ReadInt64();
        NowMs = reader.ReadInt64();
        IsUp = reader.ReadBoolean();
    }
}
