using Telemetry.Storage.LineProtocol;

namespace Telemetry.Storage.Sqlite;

/// <summary>The statement for lines that bring the same fields in the same order; nearly all lines of a kind do.</summary>
internal sealed class WideRow(SqliteStatement statement, IReadOnlyList<(byte[] Name, LineFieldKind Kind)> fields) : IDisposable
{
    private const int FirstField = 3;

    private readonly (byte[] Name, LineFieldKind Kind)[] _fields = [.. fields];
    private byte[] _text = [];

    /// <summary>Stores the line; false, with nothing stored, when it brings other fields.</summary>
    public bool TryStore(scoped LineReader line, long series)
    {
        for (int i = 0; i < _fields.Length; i++)
        {
            if (!line.Next() || line.Kind != _fields[i].Kind || !line.Name.SequenceEqual(_fields[i].Name))
                return false;
            Bind(FirstField + i, line);
        }

        if (line.Next() || line.Malformed)
            return false;
        statement.Bind(1, series);
        statement.Bind(2, line.TimestampNs);
        statement.Run();
        return true;
    }

    public void Dispose() => statement.Dispose();

    private void Bind(int index, scoped in LineReader line)
    {
        if (line.Kind == LineFieldKind.Number)
        {
            statement.Bind(index, line.Number);
        }
        else if (line.Kind == LineFieldKind.Boolean)
        {
            statement.Bind(index, line.Boolean ? 1L : 0L);
        }
        else if (!line.RawText.Contains((byte)'\\'))
        {
            statement.Bind(index, line.RawText);
        }
        else
        {
            if (_text.Length < line.RawText.Length)
                _text = new byte[line.RawText.Length];
            statement.Bind(index, _text.AsSpan(0, line.CopyText(_text)));
        }
    }
}
