using System.Buffers.Binary;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>The beginnings of pictures, which is all that the worker looks at.</summary>
internal static class Pictures
{
    public static byte[] Png(int width = 640, int height = 480, int length = 64)
    {
        byte[] file = new byte[length];
        byte[] head = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];
        head.CopyTo(file, 0);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        return file;
    }

    /// <summary>SOI, an APP0 segment, then a start of frame with the marker.</summary>
    public static byte[] Jpeg(int width = 640, int height = 480, byte marker = 0xC0)
    {
        byte[] frame = [0xFF, marker, 0, 17, 8, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(7), (ushort)width);
        return [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, .. frame, 0xFF, 0xD9];
    }
}
