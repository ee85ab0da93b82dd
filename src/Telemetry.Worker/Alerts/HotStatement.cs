using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// Statements that a flood of incidents runs thousands of times a second: on the connection that writes each is prepared once. To
/// parse such a statement takes longer than to run it.
/// </summary>
internal static class HotStatement
{
    /// <summary>Runs it; how many rows it changed.</summary>
    public static int Run(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (connection is KeptConnection kept)
            return Bind(kept.Prepared(sql), parameters).ExecuteNonQuery();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Bind(command, parameters).ExecuteNonQuery();
    }

    /// <summary>Its first row; null for none.</summary>
    public static T? First<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : class
    {
        if (connection is KeptConnection kept)
            return First(Bind(kept.Prepared(sql), parameters), read);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return First(Bind(command, parameters), read);
    }

    private static T? First<T>(SqliteCommand command, Func<SqliteDataReader, T> read)
        where T : class
    {
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? read(reader) : null;
    }

    private static SqliteCommand Bind(SqliteCommand command, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteParameterCollection bound = command.Parameters;
        for (int i = 0; i < parameters.Length; i++)
        {
            (string name, object? value) = parameters[i];
            if (i < bound.Count)
                bound[i].Value = value ?? DBNull.Value;
            else
                bound.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
