using System.Text;
using Telemetry.Storage.LineProtocol;

namespace Telemetry.Storage.Tests.LineProtocol;

public sealed class LineWriterTests
{
    private static readonly byte[] Series = LineEscape.Series("heating", ("area", "linqing"), ("device", "hs-0001"));

    [Fact]
    public void Write_AllKinds_IsOneLine()
    {
        var writer = new LineWriter(new byte[256]);
        writer.Series(Series);
        Assert.True(writer.Number("flow"u8, "41.50"u8));
        Assert.True(writer.Number("level"u8, 0.1));
        Assert.True(writer.Boolean("open"u8, true));
        Assert.True(writer.Boolean("dry"u8, false));
        Assert.True(writer.Text("mode"u8, "auto"u8));
        writer.Timestamp(1_763_700_000_123_000_000);

        Assert.Equal(5, writer.Fields);
        Assert.False(writer.Overflow);
    }

    [Theory]
    [InlineData("auto", "\"auto\"")]
    [InlineData("", "\"\"")]
    [InlineData("北岸, zone=2", "\"北岸, zone=2\"")]
    [InlineData("two\nlines\r\0\u007f", "\"two lines   \"")]
    [InlineData("say \"x\"", "\"say \\\"x\\\"\"")]
    [InlineData("c:\\", "\"c:\\\\\"")]
    [InlineData("\\\"", "\"\\\\\\\"\"")]
    public void Text_Hostile_IsEscapedOrCleaned(string text, string expected) =>
        Assert.Equal(expected, ValueOf(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0xFF, (byte)'b' }, "\"a?b\"")]
    [InlineData(new byte[] { 0xC0, 0xAF }, "\"??\"")]
    [InlineData(new byte[] { 0xE4, 0xBE }, "\"?\"")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "\"???\"")]
    public void Text_InvalidUtf8_BecomesQuestionMarks(byte[] text, string expected) =>
        Assert.Equal(expected, ValueOf(text));

    [Fact]
    public void Text_TooLong_IsCutAtACharacter()
    {
        byte[] text = Encoding.UTF8.GetBytes(new string('水', 30_000));

        string value = ValueOf(text);

        Assert.Equal("\"" + new string('水', LineWriter.MaximumTextBytes / 3) + "\"", value);
    }

    [Theory]
    [InlineData("0.82", "0.82")]
    [InlineData("-1.5e-7", "-1.5e-7")]
    [InlineData("1234567890123456789012345678901234567890", "1.2345678901234568E+39")]
    public void Number_Text_StandsAsTheDeviceWroteIt(string text, string expected)
    {
        byte[] buffer = new byte[256];
        var writer = new LineWriter(buffer);
        writer.Series(Series);
        Assert.True(writer.Number("f"u8, Encoding.ASCII.GetBytes(text)));
        writer.Timestamp(1);
        Assert.Equal($"{Encoding.UTF8.GetString(Series)} f={expected} 1", Encoding.UTF8.GetString(buffer, 0, writer.Written));
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("NaN")]
    [InlineData("5 6")]
    [InlineData("")]
    public void Number_NotFiniteOrNoNumber_IsLeftOut(string text)
    {
        var writer = new LineWriter(new byte[256]);
        writer.Series(Series);
        Assert.False(writer.Number("f"u8, Encoding.ASCII.GetBytes(text)));
        Assert.False(writer.Number("f"u8, double.NaN));
        Assert.False(writer.Number("f"u8, double.NegativeInfinity));
        Assert.Equal(0, writer.Fields);
        Assert.False(writer.Overflow);
        Assert.Equal(Series.Length, writer.Written);
    }

    [Fact]
    public void Timestamp_NoField_Throws() =>
        Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = new LineWriter(new byte[256]);
            writer.Series(Series);
            writer.Timestamp(1);
        });

    [Theory]
    [InlineData("time")]
    [InlineData("")]
    public void Field_NameNoStoreKeeps_Throws(string name) =>
        Assert.Throws<ArgumentException>(() =>
        {
            var writer = new LineWriter(new byte[256]);
            writer.Series(Series);
            writer.Number(Encoding.UTF8.GetBytes(name), 1);
        });

    [Fact]
    public void Write_EveryShorterBuffer_OverflowsAndStaysInside()
    {
        byte[] whole = new byte[512];
        int length = WriteAll(whole, out bool overflow);
        Assert.False(overflow);

        for (int size = 0; size < length; size++)
        {
            byte[] guarded = new byte[length + 1];
            WriteAll(guarded.AsSpan(0, size), out overflow);
            Assert.True(overflow);
            Assert.False(guarded.AsSpan(size).ContainsAnyExcept((byte)0));
        }

        Assert.Equal(length, WriteAll(whole.AsSpan(0, length), out overflow));
        Assert.False(overflow);
    }

    [Fact]
    public void Write_ManyLines_AllocatesNothing()
    {
        byte[] buffer = new byte[512];
        WriteAll(buffer, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            WriteAll(buffer, out _);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static int WriteAll(Span<byte> buffer, out bool overflow)
    {
        var writer = new LineWriter(buffer);
        writer.Series(Series);
        writer.Number("flow"u8, "41.50"u8);
        writer.Number("level"u8, 0.1);
        writer.Boolean("open"u8, true);
        writer.Text("mode"u8, "au\"to"u8);
        writer.Text("note"u8, "plain"u8);
        writer.Timestamp(1_763_700_000_123_000_000);
        overflow = writer.Overflow;
        return writer.Written;
    }

    private static string ValueOf(byte[] text)
    {
        byte[] buffer = new byte[200_000];
        var writer = new LineWriter(buffer);
        writer.Series("m"u8);
        Assert.True(writer.Text("f"u8, text));
        writer.Timestamp(1);
        string line = Encoding.UTF8.GetString(buffer, 0, writer.Written);
        Assert.StartsWith("m f=", line);
        Assert.EndsWith(" 1", line);
        return line[4..^2];
    }
}
