namespace Telemetry.Storage.Journal;

/// <summary>What a journal's folder holds.</summary>
/// <param name="Segments">By id, oldest first; empty ones included.</param>
/// <param name="OtherFiles">Names of files without records: free segments, those set aside as damaged, the lock.</param>
public sealed record JournalReport(string Folder, IReadOnlyList<SegmentReport> Segments, IReadOnlyList<string> OtherFiles)
{
    public long Records => Segments.Sum(segment => segment.Records);

    /// <summary>True when every block that was ever committed, as far as the files tell, is good.</summary>
    public bool IsSound => Segments.All(segment => segment.IsSound);
}
