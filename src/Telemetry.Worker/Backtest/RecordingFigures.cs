namespace Telemetry.Worker.Backtest;

/// <summary>What was read of a recording.</summary>
internal sealed record RecordingFigures
{
    /// <summary>Records, or lines.</summary>
    public long Records { get; init; }

    /// <summary>Bytes of its files.</summary>
    public long Bytes { get; init; }

    /// <summary>Unix milliseconds of the first record that was judged; 0 when there was none.</summary>
    public long FirstMs { get; init; }

    /// <summary>Unix milliseconds of the last record that was judged.</summary>
    public long LastMs { get; init; }

    /// <summary>Stretches of a journal that could not be read.</summary>
    public int DamagedStretches { get; init; }

    public long DamagedBytes { get; init; }

    /// <summary>Positions that a journal has no records of any more: damaged, or dropped when it was full.</summary>
    public long MissingRecords { get; init; }

    /// <summary>Segments that the worker let go before they were read.</summary>
    public int LetGoSegments { get; init; }

    /// <summary>True when the lines had to be put in order first.</summary>
    public bool WasSorted { get; init; }

    /// <summary>Pauses of a line-protocol file that were taken for outages of the recording, and how long they were together.</summary>
    public int Outages { get; init; }

    public long OutageMs { get; init; }
}
