using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Telemetry.Mqtt.Topics;

/// <summary>
/// Hashes topic levels and whole topics. Seeded per process: the names come from outside, and a sender who knew the
/// function could aim thousands of them at one slot.
/// </summary>
internal static class TopicHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    public static int Compute(ReadOnlySpan<byte> text)
    {
        ulong hash = Seed ^ (ulong)text.Length;
        while (text.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
            text = text[8..];
        }

        ulong tail = 0;
        if (text.Length >= 4)
        {
            tail = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(text) << 32;
            text = text[4..];
        }

        foreach (byte b in text)
            tail = (tail << 8) | b;
        hash = Mix(hash ^ tail);
        return (int)(hash >> 32) ^ (int)hash;
    }

    // The two halves of the 128-bit product, folded: every input bit reaches every output bit.
    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value ^ Seed, Multiplier, out ulong low);
        return high ^ low;
    }
}
