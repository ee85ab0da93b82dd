using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>A database that cannot be opened until this is disposed, as on a disk that fails for a while.</summary>
internal sealed class AbsentDatabase : IDisposable
{
    private readonly string _path;

    public AbsentDatabase(string path)
    {
        _path = path;
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
