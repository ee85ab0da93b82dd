using Telemetry.Storage.LineProtocol;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Sqlite;

/// <summary>
/// One table per kind of device, a column per field, a row per series and timestamp. The key leads with the series, so that
/// one device's history lies together; columns come as fields appear. Two lines for the same key are merged field by field,
/// the later one winning, as in InfluxDB: a replayed reading is there once.
/// </summary>
internal sealed class WideTable(SqliteDatabase database, string name) : IDisposable
{
    public const string SeriesColumn = "_series";
    public const string TimeColumn = "_ns";

    // Beside a value that is not to be trusted stands a text: flow=9e9,flow_quality="bad".
    private const string QualitySuffix = "_quality";

    // SQLite takes 2,000 columns; a profile has dozens, so this many mean that somebody invents names.
    private const int MaximumColumns = 1_000;
    private const int MaximumRows = 64;

    private readonly Dictionary<string, LineFieldKind> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<WideRow> _rows = [];

    public string Name => name;

    public int ColumnCount => _columns.Count;

    /// <summary>The columns that rollups are made of: numbers, and booleans as 1 and 0.</summary>
    public IEnumerable<string> NumberColumns => _columns.Where(c => c.Value != LineFieldKind.Text).Select(c => c.Key);

    /// <summary>
    /// The value of a field, NULL when it is marked bad or suspect: what rules do not see does not count in minutes, hours and
    /// aggregates either. A stuck value does; it is what the device measured.
    /// </summary>
    /// <param name="hasColumn">Whether the table has such a column.</param>
    public static string GoodValue(string field, Func<string, bool> hasColumn) => hasColumn(field + QualitySuffix)
        ? $"iif({SqliteName.Quote(field + QualitySuffix)} IN ('bad', 'suspect'), NULL, {SqliteName.Quote(field)})"
        : SqliteName.Quote(field);

    public bool HasColumn(string column) => _columns.ContainsKey(column);

    /// <summary>Creates the table when it is not there and learns its columns.</summary>
    public void Open()
    {
        database.Execute($"""
            CREATE TABLE IF NOT EXISTS {SqliteName.Quote(name)}
            ({SeriesColumn} INTEGER NOT NULL, {TimeColumn} INTEGER NOT NULL, PRIMARY KEY ({SeriesColumn}, {TimeColumn})) WITHOUT ROWID
            """);
        using SqliteStatement columns = database.Prepare("SELECT name, type FROM pragma_table_info(?)");
        columns.Bind(1, name);
        while (columns.Read())
        {
            if (columns.Text(0) is not (SeriesColumn or TimeColumn))
                _columns[columns.Text(0)] = KindOf(columns.Text(1));
        }
    }

    /// <summary>Stores a line; otherwise says why it cannot be.</summary>
    public bool TryStore(in LineReader line, long series, out LineRejection reason, out string message)
    {
        (reason, message) = (default, "");
        for (int i = 0; i < _rows.Count; i++)
        {
            if (!_rows[i].TryStore(line, series))
                continue;
            // The fields of the last line are the likely ones of the next.
            if (i > 0)
                (_rows[0], _rows[i]) = (_rows[i], _rows[0]);
            return true;
        }

        if (!TryReadFields(line, out List<(byte[] Name, LineFieldKind Kind)> fields, out reason, out message))
            return false;
        if (_rows.Count == MaximumRows)
        {
            _rows[^1].Dispose();
            _rows.RemoveAt(_rows.Count - 1);
        }

        _rows.Insert(0, Prepare(fields));
        return _rows[0].TryStore(line, series);
    }

    public void Dispose()
    {
        foreach (WideRow row in _rows)
            row.Dispose();
    }

    private static string TypeOf(LineFieldKind kind) => kind switch
    {
        LineFieldKind.Number => "REAL",
        LineFieldKind.Boolean => "BOOLEAN",
        _ => "TEXT",
    };

    private static LineFieldKind KindOf(string type) => type switch
    {
        "REAL" => LineFieldKind.Number,
        "BOOLEAN" => LineFieldKind.Boolean,
        _ => LineFieldKind.Text,
    };

    private bool TryReadFields(LineReader line, out List<(byte[] Name, LineFieldKind Kind)> fields, out LineRejection reason, out string message)
    {
        (reason, message) = (LineRejection.Malformed, "The line cannot be read.");
        fields = [];
        var columns = new Dictionary<string, LineFieldKind>(StringComparer.OrdinalIgnoreCase);
        while (line.Next())
        {
            string column = SqliteName.Unescape(line.Name);
            fields.Add((line.Name.ToArray(), line.Kind));
            if (!columns.TryAdd(column, line.Kind))
                message = $"The field {column} comes twice.";
        }

        if (line.Malformed || columns.Count < fields.Count || fields.Count == 0)
            return false;
        foreach ((string column, LineFieldKind kind) in columns)
        {
            if (_columns.TryGetValue(column, out LineFieldKind kept) && kept != kind)
            {
                reason = LineRejection.TypeConflict;
                message = $"The field {column} of {name} is a {kept} and came as a {kind}.";
                return false;
            }
        }

        (string Column, LineFieldKind Kind)[] added = [.. columns.Where(c => !_columns.ContainsKey(c.Key)).Select(c => (c.Key, c.Value))];
        if (_columns.Count + added.Length > MaximumColumns)
        {
            (reason, message) = (LineRejection.Other, $"{name} has {_columns.Count} columns; no more than {MaximumColumns} are kept.");
            return false;
        }

        foreach ((string column, LineFieldKind kind) in added)
        {
            database.Execute($"ALTER TABLE {SqliteName.Quote(name)} ADD COLUMN {SqliteName.Quote(column)} {TypeOf(kind)}");
            _columns[column] = kind;
        }

        return true;
    }

    private WideRow Prepare(List<(byte[] Name, LineFieldKind Kind)> fields)
    {
        string[] columns = [.. fields.Select(f => SqliteName.Quote(SqliteName.Unescape(f.Name)))];
        return new WideRow(
            database.Prepare($"""
                INSERT INTO {SqliteName.Quote(name)} ({SeriesColumn}, {TimeColumn}, {string.Join(", ", columns)})
                VALUES (?, ?{string.Concat(columns.Select(_ => ", ?"))})
                ON CONFLICT ({SeriesColumn}, {TimeColumn}) DO UPDATE SET {string.Join(", ", columns.Select(c => $"{c} = excluded.{c}"))}
                """),
            fields);
    }
}
