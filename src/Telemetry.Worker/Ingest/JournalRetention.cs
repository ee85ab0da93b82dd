using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Knows how far each durable reader has come, and lets the journal reuse what all of them have passed. A reader that
/// was announced and has not spoken yet holds everything.
/// </summary>
internal sealed class JournalRetention(Journal journal, IEnumerable<string> readers)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _passed = readers.ToDictionary(name => name, _ => 0L);

    /// <summary>The reader has durably settled everything below the position.</summary>
    public void Passed(string reader, long position)
    {
        long least;
        lock (_gate)
        {
            _passed[reader] = Math.Max(_passed[reader], position);
            least = _passed.Values.Min();
        }

        journal.Release(least);
    }
}
