namespace Telemetry.Storage.Sqlite;

/// <summary>Where the values of a stretch of time are taken from.</summary>
internal enum StretchSource : byte
{
    Rows,
    Minutes,
    Hours,
}
