using Telemetry.Worker.Ingest;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class PictureHeaderTests
{
    public static TheoryData<string, byte[], string?> Files => new()
    {
        { "png", Pictures.Png(640, 480), "png 640x480" },
        { "largest png", Pictures.Png(8192, 8192), "png 8192x8192" },
        { "jpeg", Pictures.Jpeg(1280, 720), "jpg 1280x720" },
        { "progressive jpeg", Pictures.Jpeg(16, 16, marker: 0xC2), "jpg 16x16" },
        { "png bomb", Pictures.Png(100_000, 100_000), null },
        { "png one line too high", Pictures.Png(8, 8193), null },
        { "png of negative size", Pictures.Png(-1, 8), null },
        { "png without pixels", Pictures.Png(0, 8), null },
        { "jpeg bomb", Pictures.Jpeg(65_535, 65_535), null },
        { "jpeg without lines", Pictures.Jpeg(8, 0), null },
        { "jpeg with tables only", Pictures.Jpeg(8, 8, marker: 0xC4), null },
        { "cut png", Pictures.Png()[..32], null },
        { "cut jpeg", Pictures.Jpeg()[..14], null },
        { "jpeg of a segment of length 0", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0], null },
        { "start of image only", [0xFF, 0xD8], null },
        { "html", "<html><script>alert(1)</script></html>"u8.ToArray(), null },
        { "gif", "GIF89a\u0001\u0000\u0001\u0000"u8.ToArray(), null },
        { "nothing", [], null },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void TryRead_FirstBytes_TellFormatAndSizeOrRefuse(string name, byte[] file, string? expected)
    {
        bool read = PictureHeader.TryRead(file, out PictureHeader header);

        Assert.True(read == expected is not null, name);
        if (expected is not null)
            Assert.Equal(expected, $"{header.Extension} {header.Width}x{header.Height}");
    }

    [Fact]
    public void TryRead_EveryPrefixAndEveryByteChanged_NeverThrows()
    {
        foreach (byte[] file in (byte[][])[Pictures.Png(), Pictures.Jpeg()])
        {
            for (int i = 0; i < file.Length; i++)
            {
                PictureHeader.TryRead(file.AsSpan(0, i), out _);
                byte[] changed = [.. file];
                changed[i] ^= 0xFF;
                PictureHeader.TryRead(changed, out _);
            }
        }
    }
}
