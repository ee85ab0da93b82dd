using FsCheck;
using FsCheck.Fluent;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class PictureFileTests
{
    private const long Limit = 64_000_000;

    public static TheoryData<string, byte[], string?> Files => new()
    {
        { "png", Pictures.Png(640, 480), "png 640x480 64" },
        { "png of as many pixels as there may be", Pictures.Png(8000, 8000), "png 8000x8000 64" },
        { "png of some more", Pictures.Png(8000, 8001), null },
        { "jpeg", Pictures.Jpeg(1280, 720), "jpg 1280x720 46" },
        { "progressive jpeg", Pictures.Jpeg(16, 16, marker: 0xC2, scans: 4), "jpg 16x16 97" },
        { "png bomb", Pictures.Png(100_000, 100_000), null },
        { "png of one endless line", Pictures.Png(65_536, 1), null },
        { "png of negative size", Pictures.Png(-1, 8), null },
        { "png without pixels", Pictures.Png(0, 8), null },
        { "png without data", [.. Pictures.Png()[..33], .. Pictures.Chunk("IEND", [])], null },
        { "animated png", [.. Pictures.Png()[..33], .. Pictures.Chunk("acTL", new byte[8]), .. Pictures.Png()[33..]], null },
        { "png with a comment", [.. Pictures.Png()[..33], .. Pictures.Chunk("tEXt", "<script>"u8.ToArray()), .. Pictures.Png()[33..]], "png 640x480 84" },
        { "png whose chunk is longer than the file", [.. Pictures.Png()[..33], 0x7F, 0xFF, 0xFF, 0xFF, .. "IDAT"u8, .. new byte[20]], null },
        { "jpeg bomb", Pictures.Jpeg(65_535, 65_535), null },
        { "jpeg without lines", Pictures.Jpeg(8, 0), null },
        { "jpeg with tables only", Pictures.Jpeg(8, 8, marker: 0xC4), null },
        { "jpeg without a scan", Pictures.Jpeg(scans: 0), null },
        { "jpeg of two frames", [.. Pictures.Jpeg()[..27], .. Pictures.Jpeg(9000, 9000)[8..]], null },
        { "jpeg with filling", [0xFF, 0xD8, 0xFF, 0xFF, .. Pictures.Jpeg()[2..]], "jpg 640x480 48" },
        { "cut png", Pictures.Png()[..^1], null },
        { "cut jpeg", Pictures.Jpeg()[..^1], null },
        { "jpeg cut within its scan", Pictures.Jpeg()[..^3], null },
        { "jpeg with an archive behind it", [.. Pictures.Jpeg(), .. "PK\u0003\u0004 and more"u8], "jpg 640x480 46" },
        { "png with a page behind it", [.. Pictures.Png(), .. "<html>"u8], "png 640x480 64" },
        { "jpeg of a segment of length 0", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0], null },
        { "start of image only", [0xFF, 0xD8], null },
        { "html", "<html><script>alert(1)</script></html>"u8.ToArray(), null },
        { "gif", "GIF89a\u0001\u0000\u0001\u0000"u8.ToArray(), null },
        { "nothing", [], null },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void TryRead_AnyFile_TellsFormatSizeAndEndOrRefuses(string name, byte[] file, string? expected)
    {
        bool read = PictureFile.TryRead(file, Limit, out PictureFile picture);

        Assert.True(read == expected is not null, name);
        if (expected is not null)
            Assert.Equal(expected, $"{picture.Extension} {picture.Width}x{picture.Height} {picture.Length}");
    }

    [Fact]
    public void TryRead_EveryPrefixAndEveryByteChanged_NeverThrows()
    {
        foreach (byte[] file in (byte[][])[Pictures.Png(), Pictures.Jpeg()])
        {
            for (int i = 0; i < file.Length; i++)
            {
                Assert.False(PictureFile.TryRead(file.AsSpan(0, i), Limit, out _));
                byte[] changed = [.. file];
                changed[i] ^= 0xFF;
                PictureFile.TryRead(changed, Limit, out _);
            }
        }
    }

    [Fact]
    public void TryRead_RandomBytesBehindAHeader_NeverThrows() =>
        Prop.ForAll<byte[], bool>((bytes, isPng) =>
        {
            byte[] file = isPng ? [.. Pictures.Png()[..33], .. bytes] : [.. Pictures.Jpeg()[..27], 0xFF, 0xDA, .. bytes];
            return !PictureFile.TryRead(file, Limit, out PictureFile picture) || picture.Length <= file.Length;
        }).QuickCheckThrowOnFailure();
}
