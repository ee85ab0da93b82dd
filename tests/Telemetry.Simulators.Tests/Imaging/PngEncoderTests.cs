using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Telemetry.Simulators.Imaging;
using Telemetry.Simulators.Physics;
using Telemetry.Testing;

namespace Telemetry.Simulators.Tests.Imaging;

public class PngEncoderTests
{
    [Fact]
    public void Encode_Canvas_DecodesToTheSamePixels()
    {
        var canvas = new Canvas(17, 5);
        var random = new SeededRandom(1, "pixels");
        for (int i = 0; i < canvas.Pixels.Length; i++)
            canvas.Pixels[i] = (byte)random.Below(256);
        (int width, int height, byte[] pixels) = Decode(PngEncoder.Encode(canvas));
        Assert.Equal((17, 5), (width, height));
        Assert.Equal(canvas.Pixels, pixels);
    }

    [Fact]
    public void Crc_KnownChunk_MatchesTheStandard() => Assert.Equal(0xAE426082, PngEncoder.Crc("IEND"u8, []));

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.5, false)]
    [InlineData(1, true)]
    public void Draw_Scene_IsAValidSmallPicture(double daylight, bool child)
    {
        byte[] png = WaterScene.Draw(new SeededRandom(1, "scene"), daylight, child);
        Assert.InRange(png.Length, 1000, 200_000);
        (int width, int height, byte[] pixels) = Decode(png);
        Assert.Equal((WaterScene.Width, WaterScene.Height), (width, height));
        Assert.True(pixels.Distinct().Count() > 30);
    }

    [Fact]
    public void Draw_SameSeed_IsTheSamePicture() =>
        Assert.Equal(
            WaterScene.Draw(new SeededRandom(1, "scene"), 0.7, false),
            WaterScene.Draw(new SeededRandom(1, "scene"), 0.7, false));

    [Fact]
    public void Draw_Night_IsDarkerThanDay()
    {
        double night = Decode(WaterScene.Draw(new SeededRandom(1, "s"), 0, false)).Pixels.Average(b => (double)b);
        double day = Decode(WaterScene.Draw(new SeededRandom(1, "s"), 1, false)).Pixels.Average(b => (double)b);
        Assert.True(day > 2 * night);
    }

    [Fact]
    public void Encode_Python_AgreesThatItIsAPng()
    {
        // A decoder that somebody else wrote, as far as this machine has one.
        const string script = "import sys,zlib,struct\nd=open(sys.argv[1],'rb').read()\nassert d[:8]==b'\\x89PNG\\r\\n\\x1a\\n'\ni=8;z=b''\n"
            + "while i<len(d):\n n,=struct.unpack('>I',d[i:i+4]);t=d[i+4:i+8];b=d[i+8:i+8+n];c,=struct.unpack('>I',d[i+8+n:i+12+n])\n"
            + " assert zlib.crc32(t+b)==c\n z+=b if t==b'IDAT' else b''\n i+=12+n\n"
            + "assert t==b'IEND' and len(zlib.decompress(z))==180*(320*3+1)\nprint('fine')";
        if (PeerProcess.Find("python3") is not { } python)
        {
            Assert.Skip("python3 is not installed");
            return;
        }

        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.png"], WaterScene.Draw(new SeededRandom(1, "scene"), 0.7, true));
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(python, ["-c", script, folder["a.png"]]) { RedirectStandardOutput = true })!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("fine", said.Trim());
    }

    private static (int Width, int Height, byte[] Pixels) Decode(ReadOnlySpan<byte> png)
    {
        Assert.True(png.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]));
        int at = 8, width = 0, height = 0;
        var data = new MemoryStream();
        string last = "";
        while (at < png.Length)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            last = Encoding.ASCII.GetString(png.Slice(at + 4, 4));
            ReadOnlySpan<byte> body = png.Slice(at + 8, length);
            Assert.Equal(PngEncoder.Crc(png.Slice(at + 4, 4), body), BinaryPrimitives.ReadUInt32BigEndian(png[(at + 8 + length)..]));
            if (last == "IHDR")
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]));
            else if (last == "IDAT")
                data.Write(body);
            at += 12 + length;
        }

        Assert.Equal("IEND", last);
        data.Position = 0;
        var raw = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionMode.Decompress))
            zlib.CopyTo(raw);
        return (width, height, Unfilter(raw.ToArray(), width * 3, height));
    }

    private static byte[] Unfilter(byte[] raw, int stride, int height)
    {
        var pixels = new byte[stride * height];
        for (int y = 0; y < height; y++)
        {
            Assert.Equal(1, raw[y * (stride + 1)]);
            for (int x = 0; x < stride; x++)
                pixels[y * stride + x] = (byte)(raw[y * (stride + 1) + 1 + x] + (x < 3 ? 0 : pixels[y * stride + x - 3]));
        }

        return pixels;
    }
}
