using System.Text;
using Telemetry.Storage.LineProtocol;

namespace Telemetry.Storage.Sqlite;

/// <summary>
/// Every series the database holds, with the table it lies in. A series keeps its table for ever; a device that moved to
/// another area has several series, and queries by device merge them.
/// </summary>
internal sealed class SeriesDirectory : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly Func<string, string, string?> _tableOf;
    private readonly Dictionary<byte[], SeriesState> _series = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], SeriesState>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly List<SeriesState> _all = [];
    private readonly Dictionary<long, SeriesState> _byId = [];
    private readonly Dictionary<string, WideTable> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly SqliteStatement _insert;

    /// <summary>Reads what the database knows; the schema is there.</summary>
    public SeriesDirectory(SqliteDatabase database, Func<string, string, string?> tableOf)
    {
        _database = database;
        _tableOf = tableOf;
        _lookup = _series.GetAlternateLookup<ReadOnlySpan<byte>>();
        using (SqliteStatement all = database.Prepare("SELECT id, series, table_name, measurement FROM _series ORDER BY id"))
        {
            while (all.Read())
                Add(Encoding.UTF8.GetBytes(all.Text(1)), all.Integer(0), Table(all.Text(2)), all.Text(3));
        }

        _insert = database.Prepare("INSERT INTO _series (series, measurement, device, table_name) VALUES (?, ?, ?, ?) RETURNING id");
    }

    public int Count => _all.Count;

    public SeriesState this[int index] => _all[index];

    public SeriesState ById(long id) => _byId[id];

    /// <summary>Measurements of events and incidents, which are few and wanted one by one; the names are the line protocol's of Telemetry.</summary>
    public static bool IsEvent(string measurement) => measurement == "incident" || measurement.EndsWith("_event", StringComparison.Ordinal);

    /// <summary>The state of the line's series, which is added when it is new.</summary>
    public SeriesState Find(in LineReader line) => _lookup.TryGetValue(line.Series, out SeriesState? state) ? state : Add(line);

    public void Dispose()
    {
        _insert.Dispose();
        foreach (WideTable table in _tables.Values)
            table.Dispose();
    }

    private SeriesState Add(in LineReader line)
    {
        string measurement = SqliteName.Unescape(line.Measurement);
        string device = SqliteName.Unescape(line.Tag("device"u8));
        string table = _tableOf(measurement, device) ?? measurement;
        // The names of the store's own tables start with an underscore, and SQLite keeps sqlite_ for itself.
        if (table.StartsWith('_') || table.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase))
            table = "t" + table;
        return Add(line.Series.ToArray(), Insert(line, measurement, device, table), Table(table), measurement);
    }

    private SeriesState Add(byte[] series, long id, WideTable table, string measurement)
    {
        var state = new SeriesState(_all.Count, id, table, IsEvent(measurement));
        _series[series] = state;
        _all.Add(state);
        _byId[id] = state;
        return state;
    }

    private long Insert(in LineReader line, string measurement, string device, string table)
    {
        _insert.Bind(1, line.Series);
        _insert.Bind(2, measurement);
        _insert.Bind(3, device);
        _insert.Bind(4, table);
        _insert.Read();
        long id = _insert.Integer(0);
        _insert.Read();
        return id;
    }

    private WideTable Table(string name)
    {
        if (_tables.TryGetValue(name, out WideTable? table))
            return table;
        table = new WideTable(_database, name);
        table.Open();
        return _tables[name] = table;
    }
}
