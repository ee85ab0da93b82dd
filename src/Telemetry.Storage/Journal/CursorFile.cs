using System.Globalization;
using System.Text;

namespace Telemetry.Storage.Journal;

/// <summary>
/// A reader's position in a small text file, <c>cursor 1 POSITION CRC</c>, replaced as a whole: a crash leaves the old one
/// or the new one.
/// </summary>
public sealed class CursorFile(string path)
{
    private const string Prefix = "cursor 1 ";
    private const int MaximumBytes = 128;

    private readonly string _path = Path.GetFullPath(path);

    /// <summary>The position kept; null when none was ever written.</summary>
    /// <exception cref="JournalException">The file is broken or of a newer version; the message says what to do.</exception>
    public long? Read()
    {
        string text;
        try
        {
            using FileStream file = File.OpenRead(_path);
            byte[] content = new byte[MaximumBytes];
            text = Encoding.ASCII.GetString(content, 0, file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        string[] parts = text.TrimEnd('\n').Split(' ');
        if (parts is ["cursor", not "1", ..] && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int version) && version > 1)
            throw new JournalException($"The cursor file {_path} was written by a newer Telemetry (format {version}, this one reads 1). Run that version again.");
        if (parts is ["cursor", "1", string digits, string crc]
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long position)
            && crc == Checksum(digits))
            return position;
        throw new JournalException($"The cursor file {_path} is broken. Delete it to read the journal again from its oldest record; a store that has them already overwrites them.");
    }

    /// <summary>Makes <paramref name="position"/> durable before it returns.</summary>
    /// <exception cref="IOException">It could not be written; the old position may or may not be in force.</exception>
    public void Write(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        string digits = position.ToString(CultureInfo.InvariantCulture);
        DurableFile.Replace(_path, Encoding.ASCII.GetBytes($"{Prefix}{digits} {Checksum(digits)}\n"));
    }

    private static string Checksum(string digits) => Crc32C.Compute(Encoding.ASCII.GetBytes(Prefix + digits)).ToString("x8", CultureInfo.InvariantCulture);
}
