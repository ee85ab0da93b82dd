namespace Telemetry.Storage.Journal;

/// <summary>A record as it lies in a reader's buffer; the spans are valid until the reader's next call.</summary>
public readonly ref struct Record
{
    /// <summary>Ordinal of the record in its journal, from 0, never reused.</summary>
    public long Position { get; init; }

    public RecordHeader Header { get; init; }

    /// <summary>The device's id, UTF-8; empty when the record belongs to none.</summary>
    public ReadOnlySpan<byte> Device { get; init; }

    /// <summary>What <see cref="RecordHeader.Kind"/> says.</summary>
    public ReadOnlySpan<byte> Body { get; init; }
}
