using System.Text;

namespace Telemetry.Storage.Sqlite;

/// <summary>Names between line protocol and SQL.</summary>
internal static class SqliteName
{
    /// <summary>An identifier in quotes.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A name or tag value of a line without its backslashes.</summary>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        string text = Encoding.UTF8.GetString(escaped);
        if (!text.Contains('\\'))
            return text;
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ',' or '=' or ' ')
                i++;
            plain.Append(text[i]);
        }

        return plain.ToString();
    }
}
