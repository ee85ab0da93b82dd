namespace Telemetry.Storage.Journal;

/// <summary>One file of a journal's folder. Reads may come from any thread, writes and syncs from one at a time.</summary>
internal interface IJournalFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads up to the length of <paramref name="to"/>; less only at the end of the file.</summary>
    int Read(Span<byte> to, long offset);

    /// <summary>Writes everything or throws <see cref="IOException"/>; nothing is durable before <see cref="Sync"/>.</summary>
    void Write(ReadOnlySpan<byte> from, long offset);

    /// <summary>Makes everything written durable, or throws <see cref="IOException"/>: then nothing is known of it.</summary>
    void Sync();
}
