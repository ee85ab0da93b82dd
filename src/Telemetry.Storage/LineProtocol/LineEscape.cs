using System.Text;

namespace Telemetry.Storage.LineProtocol;

/// <summary>
/// Turns names of the inventory into the bytes that stand in a line. Done once at load, never per message.
/// What no store can keep is refused here: a name is configuration, so it can be mended.
/// </summary>
public static class LineEscape
{
    /// <summary>The longest series (measurement and tags) in bytes; InfluxDB keeps key lengths in 16 bits, the field name included.</summary>
    public const int MaximumSeriesBytes = 60_000;

    /// <summary>Escapes a measurement: comma and space get a backslash.</summary>
    /// <exception cref="ArgumentException">The name cannot be stored; the message says why.</exception>
    public static byte[] Measurement(string name)
    {
        Check(name, "measurement");
        if (name.StartsWith('#'))
            throw new ArgumentException($"A measurement must not start with '#': the line would be read as a comment ('{name}').", nameof(name));
        return Encode(name, escapeEquals: false);
    }

    /// <summary>Escapes the name of a tag: comma, equals sign and space get a backslash.</summary>
    /// <exception cref="ArgumentException">The name cannot be stored; the message says why.</exception>
    public static byte[] TagName(string name)
    {
        CheckKey(name, "tag");
        return Encode(name, escapeEquals: true);
    }

    /// <summary>Escapes the value of a tag: comma, equals sign and space get a backslash.</summary>
    /// <exception cref="ArgumentException">The value cannot be stored; the message says why.</exception>
    public static byte[] TagValue(string value)
    {
        Check(value, "tag value");
        return Encode(value, escapeEquals: true);
    }

    /// <summary>Escapes the name of a field: comma, equals sign and space get a backslash.</summary>
    /// <exception cref="ArgumentException">The name cannot be stored; the message says why.</exception>
    public static byte[] FieldName(string name)
    {
        CheckKey(name, "field");
        return Encode(name, escapeEquals: true);
    }

    /// <summary>Measurement and tags, sorted by tag name, as they stand at the start of each line of a device.</summary>
    /// <exception cref="ArgumentException">A name cannot be stored, a tag comes twice, or the whole is too long.</exception>
    public static byte[] Series(string measurement, params ReadOnlySpan<(string Name, string Value)> tags)
    {
        var sorted = tags.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        using var series = new MemoryStream();
        series.Write(Measurement(measurement));
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i > 0 && sorted[i].Name == sorted[i - 1].Name)
                throw new ArgumentException($"The tag '{sorted[i].Name}' comes twice.", nameof(tags));
            series.WriteByte((byte)',');
            series.Write(TagName(sorted[i].Name));
            series.WriteByte((byte)'=');
            series.Write(TagValue(sorted[i].Value));
        }

        return series.Length <= MaximumSeriesBytes
            ? series.ToArray()
            : throw new ArgumentException($"Measurement and tags take {series.Length} bytes; at most {MaximumSeriesBytes} are stored.", nameof(tags));
    }

    private static void CheckKey(string name, string what)
    {
        Check(name, what);
        // InfluxDB drops a field named time without a word, and 2.x keeps names with a leading underscore for itself.
        if (name == "time" || name.StartsWith('_'))
            throw new ArgumentException($"'{name}' is reserved by the stores and cannot be the name of a {what}.", nameof(name));
    }

    private static void Check(string name, string what)
    {
        if (name.Length == 0)
            throw new ArgumentException($"The name of a {what} must not be empty.", nameof(name));
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            // Backslashes and quotes are legal in places, but stores disagree on how to read them, and influxd 1.6.7 crashes on some.
            if (char.IsControl(c) || c is '\\' or '"')
                throw new ArgumentException($"The name of a {what} must not hold control characters, quotes or backslashes (character {i + 1}).", nameof(name));
            if (char.IsSurrogate(c) && !(char.IsHighSurrogate(c) && i + 1 < name.Length && char.IsLowSurrogate(name[++i])))
                throw new ArgumentException($"The name of a {what} is not valid Unicode (character {i + 1}).", nameof(name));
        }
    }

    private static byte[] Encode(string name, bool escapeEquals)
    {
        var escaped = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            if (c is ',' or ' ' || (escapeEquals && c == '='))
                escaped.Append('\\');
            escaped.Append(c);
        }

        return Encoding.UTF8.GetBytes(escaped.ToString());
    }
}
