namespace Telemetry.Worker.Backups;

/// <summary>A backup cannot be made, read or restored; the message names the file and the mend.</summary>
internal sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
