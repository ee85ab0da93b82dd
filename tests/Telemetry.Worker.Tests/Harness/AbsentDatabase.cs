using Microsoft.Data.Sqlite;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>A database that cannot be opened until this is disposed, as on a disk that fails for a while.</summary>
internal sealed class AbsentDatabase : IDisposable
{
    private readonly string _path;

    /// <param name="path">The file.</param>
    /// <param name="database">Who may keep it open.</param>
    public AbsentDatabase(string path, AlertDatabase? database = null)
    {
        _path = path;
        database?.Rest();
        // The pool of whoever uses it: an open connection would go on writing the file that was moved away.
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ConnectionString))
            SqliteConnection.ClearPool(connection);
        File.Move(path, path + ".away");
        Directory.CreateDirectory(path);
    }

    public void Dispose()
    {
        Directory.Delete(_path);
        File.Move(_path + ".away", _path);
    }
}
