namespace Telemetry.Alerting.Engine;

/// <summary>
/// Counts the time during which ingest was up, as told by ticks: what silence and quiet are measured in. It stands still while
/// ingest is down, between ticks too far apart (nobody watched: the process was down, or the wall clock stepped) and when the
/// wall clock goes back; after such a break every count begins anew, so that neither an outage nor a clock makes a city of
/// silent devices.
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

    public void Tick(long wallMs, bool ingestUp)
    {
        bool follows = IsUp && wallMs >= _lastWallMs && wallMs - _lastWallMs <= LongestTickGapMs;
        if (ingestUp && follows)
        {
            NowMs += wallMs - _lastWallMs;
        }
        else if (ingestUp)
        {
            // Not before anything that was heard after the last tick.
            NowMs = Math.Max(NowMs, _furthestMs);
            _returnedAtMs = NowMs;
        }

        IsUp = ingestUp;
        _lastWallMs = wallMs;
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
