namespace Telemetry.Worker.Backups;

/// <summary>A copy of a data folder that nobody writes any more.</summary>
/// <param name="Files">Below the folder of the copy, with <c>/</c>.</param>
/// <param name="Cursors">Of the journal's readers.</param>
/// <param name="Journals">The journals in it.</param>
internal sealed record StagedBackup(IReadOnlyList<string> Files, IReadOnlyList<BackupCursor> Cursors, IReadOnlyList<BackupJournal> Journals);
