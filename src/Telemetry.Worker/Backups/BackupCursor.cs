namespace Telemetry.Worker.Backups;

/// <summary>How far a reader of the journal had come.</summary>
/// <param name="Partition">Whose journal: a folder below <c>journal</c>.</param>
/// <param name="File">Where the reader keeps it, such as <c>alerts.db</c>.</param>
/// <param name="Position">The next record it would read.</param>
internal sealed record BackupCursor(string Partition, string File, long Position);
