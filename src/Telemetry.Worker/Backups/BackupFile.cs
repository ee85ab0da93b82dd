namespace Telemetry.Worker.Backups;

/// <summary>A file of the data folder in an archive.</summary>
/// <param name="Path">Below the data folder, with <c>/</c>.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Of its content, in lower-case hex.</param>
internal sealed record BackupFile(string Path, long Bytes, string Sha256);
