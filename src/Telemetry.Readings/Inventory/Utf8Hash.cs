using System.Buffers.Binary;

namespace Telemetry.Readings.Inventory;

/// <summary>
/// A quick hash of short UTF-8 names for the read-only tables of the inventory. What is looked up is hostile, what is
/// stored is not: a sender cannot fill the table, so no secret seed is needed.
/// </summary>
internal static class Utf8Hash
{
    public static uint Of(ReadOnlySpan<byte> utf8)
    {
        ulong hash = (ulong)utf8.Length * 0x9E3779B97F4A7C15;
        while (utf8.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8));
            utf8 = utf8[8..];
        }

        if (utf8.Length >= 4)
        {
            ulong ends = BinaryPrimitives.ReadUInt32LittleEndian(utf8)
                | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(utf8[^4..]) << 32;
            hash = Mix(hash ^ ends);
        }
        else if (utf8.Length > 0)
        {
            hash = Mix(hash ^ ((ulong)utf8[0] | (ulong)utf8[utf8.Length / 2] << 8 | (ulong)utf8[^1] << 16));
        }

        return (uint)(hash ^ hash >> 32);
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, 0xD6E8FEB86659FD93, out ulong low);
        return high ^ low;
    }
}
