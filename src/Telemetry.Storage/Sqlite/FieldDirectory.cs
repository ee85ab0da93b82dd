namespace Telemetry.Storage.Sqlite;

/// <summary>The numbers that field names have in the rollups. As for columns, names that differ in case are one.</summary>
internal sealed class FieldDirectory : IDisposable
{
    private readonly Dictionary<string, long> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly SqliteStatement _insert;

    public FieldDirectory(SqliteDatabase database)
    {
        using (SqliteStatement all = database.Prepare("SELECT id, name FROM _fields"))
        {
            while (all.Read())
                _ids[all.Text(1)] = all.Integer(0);
        }

        _insert = database.Prepare("INSERT INTO _fields (name) VALUES (?) RETURNING id");
    }

    /// <summary>The number of a field, which gets one when it has none.</summary>
    public long Find(string name)
    {
        if (_ids.TryGetValue(name, out long id))
            return id;
        _insert.Bind(1, name);
        _insert.Read();
        id = _insert.Integer(0);
        _insert.Read();
        return _ids[name] = id;
    }

    public void Dispose() => _insert.Dispose();
}
