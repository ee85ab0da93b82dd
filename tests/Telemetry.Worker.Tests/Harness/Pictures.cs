using System.Buffers.Binary;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>The frames of pictures, without anything in them that could be decoded: the worker looks no deeper.</summary>
internal static class Pictures
{
    /// <summary>Signature, IHDR, an IDAT that fills up to the length, IEND.</summary>
    public static byte[] Png(int width = 640, int height = 480, int length = 64)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", new byte[length - 57]), .. Chunk("IEND", [])];
    }

    /// <summary>A chunk of a PNG; nobody looks at its CRC.</summary>
    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        System.Text.Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        return chunk;
    }

    /// <summary>SOI, an APP0 segment, a start of frame with the marker, so many scans, EOI.</summary>
    public static byte[] Jpeg(int width = 640, int height = 480, byte marker = 0xC0, int scans = 1)
    {
        byte[] frame = [0xFF, marker, 0, 17, 8, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(7), (ushort)width);

        // The data of a scan has FF as a byte and as a restart marker.
        byte[] scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 0xFF, 0, 2, 0xFF, 0xD0, 3];
        return [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, .. frame, .. Enumerable.Repeat(scan, scans).SelectMany(s => s), 0xFF, 0xD9];
    }
}
