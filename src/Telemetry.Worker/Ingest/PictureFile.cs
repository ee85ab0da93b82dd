using System.Buffers.Binary;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// What a file says of the picture in it: format, size in pixels, and where it ends. The file is walked from its first
/// marker or chunk to its last, so one that was cut off is told from one that is whole; no pixel is decoded.
/// </summary>
/// <param name="Extension"><c>jpg</c> or <c>png</c>.</param>
/// <param name="Width">Pixels, at least 1.</param>
/// <param name="Height">Pixels, at least 1.</param>
/// <param name="Length">Bytes up to the end of the picture. What a file has behind that is no picture, whatever it is.</param>
internal readonly record struct PictureFile(string Extension, int Width, int Height, int Length)
{
    private const int JpegLongestSide = 65_535;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>False for anything but one whole picture within the limit.</summary>
    /// <param name="file">Begins with the picture.</param>
    /// <param name="maximumPixels">Larger pictures are refused: a small file can decode into gigabytes.</param>
    /// <param name="picture">What it says.</param>
    public static bool TryRead(ReadOnlySpan<byte> file, long maximumPixels, out PictureFile picture)
    {
        picture = default;
        return (TryReadPng(file, ref picture) || TryReadJpeg(file, ref picture))
            && picture.Width is > 0 and <= JpegLongestSide && picture.Height is > 0 and <= JpegLongestSide
            && (long)picture.Width * picture.Height <= maximumPixels;
    }

    /// <summary>
    /// Signature, then chunks (length, type, data, CRC): IHDR first with width and height, IDAT somewhere, IEND last. An
    /// animation (acTL) would be as many pictures as it likes.
    /// </summary>
    private static bool TryReadPng(ReadOnlySpan<byte> file, ref PictureFile picture)
    {
        if (file.Length < 33 || !file.StartsWith(PngSignature) || ReadInt(file, 8) != 13 || !file.Slice(12, 4).SequenceEqual("IHDR"u8))
            return false;
        bool hasData = false;
        for (int at = 8; file.Length - at >= 12;)
        {
            int length = ReadInt(file, at);
            if (length < 0 || length > file.Length - at - 12)
                return false;
            ReadOnlySpan<byte> type = file.Slice(at + 4, 4);
            at += 12 + length;
            if (type.SequenceEqual("acTL"u8))
                return false;
            hasData |= length > 0 && type.SequenceEqual("IDAT"u8);
            if (!type.SequenceEqual("IEND"u8))
                continue;
            picture = new PictureFile("png", ReadInt(file, 16), ReadInt(file, 20), at);
            return hasData;
        }

        return false;
    }

    /// <summary>
    /// SOI, then segments (FF, marker, length): a start of frame (C0-CF without C4, C8, CC) with height and width, then
    /// scans with their data up to the next marker, several in a progressive picture, and EOI.
    /// </summary>
    private static bool TryReadJpeg(ReadOnlySpan<byte> file, ref PictureFile picture)
    {
        if (file.Length < 4 || file[0] != 0xFF || file[1] != 0xD8)
            return false;
        (int width, int height, bool hasScan) = (0, 0, false);
        for (int at = 2; file.Length - at >= 2 && file[at] == 0xFF;)
        {
            byte marker = file[at + 1];
            if (marker == 0xFF)
            {
                // Filling before a marker.
                at++;
                continue;
            }

            if (marker == 0xD9)
            {
                picture = new PictureFile("jpg", width, height, at + 2);
                return hasScan;
            }

            if (file.Length - at < 4)
                return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || length > file.Length - at - 2)
                return false;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                // A second frame could contradict the first.
                if (length < 8 || width > 0)
                    return false;
                (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]));
            }

            at += 2 + length;
            if (marker != 0xDA)
                continue;
            if (width == 0)
                return false;
            hasScan = true;
            at = EndOfScan(file, at);
        }

        return false;
    }

    /// <summary>The first marker in the data of a scan; FF 00 is a byte of the data, D0 to D7 only part it.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length)
        {
            int next = file[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= file.Length)
                return file.Length;
            at += next;
            if (file[at + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
                return at;
            at += 2;
        }

        return file.Length;
    }

    private static int ReadInt(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt32BigEndian(file[at..]);
}
