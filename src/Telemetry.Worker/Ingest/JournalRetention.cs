using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Knows how far each durable reader has come, and lets the journal reuse what all of them have passed. A reader that
/// was announced and has not spoken yet holds everything.
/// </summary>
/// <param name="readers">All of them.</param>
/// <param name="mayMiss">
/// The one that a full journal need not wait for (<see cref="WhenFull.Yield"/>): a dead store must not blind the city.
/// Null when nobody may miss anything.
/// </param>
internal sealed class JournalRetention(Journal journal, IEnumerable<string> readers, string? mayMiss = null)
{
    /// <summary>How soon a full journal makes its readers save what they have done.</summary>
    private static readonly TimeSpan FullInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long?> _passed = readers.ToDictionary(name => name, _ => (long?)null);

    /// <summary>True once every reader has said how far it is: before that nothing is known of what is still needed.</summary>
    public bool HasHeardAll
    {
        get
        {
            lock (_gate)
                return _passed.Values.All(position => position is not null);
        }
    }

    /// <summary>
    /// A full journal commits nothing that could wake a reader at the tail, and gets room only when that reader has saved:
    /// until this is disposed of, the reader is woken while the journal is full.
    /// </summary>
    public ITimer WakeWhenFull(JournalReader reader) => TimeProvider.System.CreateTimer(
        _ =>
        {
            if (journal.IsFull)
                reader.Wake();
        },
        null, FullInterval, FullInterval);

    /// <summary>The reader has durably settled everything below the position.</summary>
    public void Passed(string reader, long position)
    {
        long byAll;
        long byStrict;
        lock (_gate)
        {
            _passed[reader] = Math.Max(_passed[reader] ?? 0, position);
            byAll = _passed.Values.Min(passed => passed ?? 0);
            byStrict = _passed.Where(each => each.Key != mayMiss).Min(each => each.Value ?? 0);
        }

        journal.Release(byAll, byStrict);
    }
}
