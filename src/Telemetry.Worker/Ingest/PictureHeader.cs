using System.Buffers.Binary;

namespace Telemetry.Worker.Ingest;

/// <summary>What the first bytes of a picture say: its format and its size in pixels. Nothing is decoded.</summary>
/// <param name="Extension"><c>jpg</c> or <c>png</c>.</param>
/// <param name="Width">Pixels, 1 to <see cref="MaximumSide"/>.</param>
/// <param name="Height">Pixels, 1 to <see cref="MaximumSide"/>.</param>
internal readonly record struct PictureHeader(string Extension, int Width, int Height)
{
    /// <summary>Larger pictures are refused: a small file can decode into gigabytes.</summary>
    public const int MaximumSide = 8192;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool TryRead(ReadOnlySpan<byte> file, out PictureHeader header)
    {
        header = default;
        return (TryReadPng(file, ref header) || TryReadJpeg(file, ref header))
            && header.Width is > 0 and <= MaximumSide && header.Height is > 0 and <= MaximumSide;
    }

    /// <summary>Signature, then the IHDR chunk: length 13, type, width and height big-endian.</summary>
    private static bool TryReadPng(ReadOnlySpan<byte> file, ref PictureHeader header)
    {
        if (file.Length < 33 || !file.StartsWith(PngSignature) || !file.Slice(12, 4).SequenceEqual("IHDR"u8))
            return false;
        header = new PictureHeader("png", BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]));
        return true;
    }

    /// <summary>SOI, then segments (FF, marker, length big-endian) up to a start of frame (C0-CF without C4, C8, CC).</summary>
    private static bool TryReadJpeg(ReadOnlySpan<byte> file, ref PictureHeader header)
    {
        if (file.Length < 4 || file[0] != 0xFF || file[1] != 0xD8)
            return false;
        int at = 2;
        while (at + 9 <= file.Length && file[at] == 0xFF)
        {
            byte marker = file[at + 1];
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                header = new PictureHeader("jpg", BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]));
                return true;
            }

            if (length < 2)
                return false;
            at += 2 + length;
        }

        return false;
    }
}
