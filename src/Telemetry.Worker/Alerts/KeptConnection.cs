using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Alerts;

/// <summary>A connection that stays open, with what it holds in memory of the file and with statements that were prepared once.</summary>
internal sealed class KeptConnection(string connectionString) : SqliteConnection(connectionString)
{
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    /// <summary>The statement, in the transaction that is open now. Its parameters keep what was bound last.</summary>
    public SqliteCommand Prepared(string sql)
    {
        if (!_prepared.TryGetValue(sql, out SqliteCommand? command))
        {
            command = CreateCommand();
            command.CommandText = sql;
            _prepared.Add(sql, command);
        }

        command.Transaction = Transaction;
        return command;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (SqliteCommand command in _prepared.Values)
                command.Dispose();
            _prepared.Clear();
        }

        base.Dispose(disposing);
    }
}
