using System.Buffers.Binary;
using System.IO.Compression;

namespace Telemetry.Simulators.Imaging;

/// <summary>
/// Writes a canvas as PNG (ISO/IEC 15948):
/// <code>
/// signature | IHDR (13 bytes) | IDAT (zlib stream of: per row one filter byte and the row) | IEND
/// chunk = length (4, big endian) | type (4) | data | CRC-32 of type and data (4)
/// </code>
/// </summary>
internal static class PngEncoder
{
    private const byte FilterSub = 1;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] CrcTable = BuildCrcTable();

    public static byte[] Encode(Canvas canvas)
    {
        var png = new MemoryStream();
        png.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, canvas.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], canvas.Height);
        header[8] = 8; // bits of a channel
        header[9] = 2; // RGB; compression, filter and interlace methods stay 0
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Compress(canvas));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>CRC-32 with the polynomial of ISO 3309, as PNG wants it.</summary>
    public static uint Crc(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte b in type)
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        foreach (byte b in data)
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static byte[] Compress(Canvas canvas)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            int stride = canvas.Width * 3;
            var line = new byte[stride + 1];
            line[0] = FilterSub;
            for (int y = 0; y < canvas.Height; y++)
            {
                ReadOnlySpan<byte> row = canvas.Pixels.AsSpan(y * stride, stride);
                for (int x = 0; x < stride; x++)
                    line[x + 1] = (byte)(row[x] - (x < 3 ? 0 : row[x - 3]));
                zlib.Write(line);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(type, data));
        png.Write(number);
    }

    private static uint[] BuildCrcTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
