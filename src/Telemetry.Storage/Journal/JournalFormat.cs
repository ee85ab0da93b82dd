using System.Globalization;

namespace Telemetry.Storage.Journal;

/// <summary>Sizes and names of the files; docs/journal-format.md draws them.</summary>
internal static class JournalFormat
{
    /// <summary>Of segments that are written. Those of version 1 have the same bytes, only no <see cref="RecordFlags.Kept"/>, and stay readable.</summary>
    public const int Version = 2;

    /// <summary>Blocks start at multiples of this: what a disk writes whole or not at all.</summary>
    public const int Sector = 512;

    /// <summary>The first block of a segment starts here, a page of its own for the segment's header.</summary>
    public const int FirstBlock = 4096;

    /// <summary>A block is closed before it grows over this, so that one flipped bit costs little; a bigger record makes a block alone.</summary>
    public const int BlockBytes = 64 * 1024;

    public const string LockName = "lock";
    public const string TemporaryName = "new.tmp";

    private const string Suffix = ".journal";
    private const string FreePrefix = "free-";
    private const string DamagedPrefix = "damaged-";

    public static int Align(int bytes) => (bytes + Sector - 1) & ~(Sector - 1);

    public static string SegmentName(long id) => id.ToString("D12", CultureInfo.InvariantCulture) + Suffix;

    /// <summary>The name of a segment that was released and waits to be used again.</summary>
    public static string FreeName(long id) => FreePrefix + SegmentName(id);

    /// <summary>The name of a segment in which nothing could be read; nobody touches it again.</summary>
    public static string DamagedName(long id) => DamagedPrefix + SegmentName(id);

    public static bool TryParseFree(string name, out long id)
    {
        id = 0;
        return name.StartsWith(FreePrefix, StringComparison.Ordinal) && TryParseSegment(name[FreePrefix.Length..], out id);
    }

    public static bool TryParseSegment(string name, out long id)
    {
        id = 0;
        return name.EndsWith(Suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, name.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out id)
            && id > 0;
    }
}
