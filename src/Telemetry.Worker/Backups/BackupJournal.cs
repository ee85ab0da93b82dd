namespace Telemetry.Worker.Backups;

/// <summary>A journal in an archive.</summary>
/// <param name="Folder">Below the data folder, with <c>/</c>.</param>
/// <param name="FirstPosition">Of its oldest record; -1 when there is none.</param>
/// <param name="EndPosition">Behind its newest record; -1 when there is none.</param>
/// <param name="Records">How many there are.</param>
/// <param name="DamagedStretches">Stretches that could not be read in the original either.</param>
internal sealed record BackupJournal(string Folder, long FirstPosition, long EndPosition, long Records, int DamagedStretches);
