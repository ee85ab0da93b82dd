using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Storage.LineProtocol;

namespace Telemetry.Storage.Tests.LineProtocol;

public sealed class LineReaderTests
{
    [Fact]
    public void Next_AllKinds_ReadsEach()
    {
        byte[] line = "heating,area=lin\\ qing,device=hs-0001,site=s1 flow=41.5,level=-3i,open=t,dry=false,mode=\"a \\\"b\\\", c=1 \\\\\" 1763700000123000000"u8.ToArray();

        Assert.True(LineReader.TryOpen(line, out LineReader reader));
        Assert.Equal("heating"u8, reader.Measurement);
        Assert.Equal("hs-0001"u8, reader.Tag("device"u8));
        Assert.Equal("lin\\ qing"u8, reader.Tag("area"u8));
        Assert.Equal("s1"u8, reader.Tag("site"u8));
        Assert.True(reader.Tag("dev"u8).IsEmpty);
        Assert.Equal(1_763_700_000_123_000_000, reader.TimestampNs);
        Assert.Equal(["flow=Number:41.5", "level=Number:-3", "open=Boolean:True", "dry=Boolean:False", "mode=Text:a \"b\", c=1 \\"], Fields(line));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("m")]
    [InlineData("m f=1")]
    [InlineData("m 1")]
    [InlineData("m  1")]
    [InlineData(" f=1 1")]
    [InlineData("m f=1 1x")]
    [InlineData("m f=1 99999999999999999999")]
    [InlineData(",a=b f=1 1")]
    [InlineData("m,a f=1 1")]
    [InlineData("m,a= f=1 1")]
    [InlineData("m,=b f=1 1")]
    [InlineData("m, f=1 1")]
    [InlineData("m,a=b\\ f=1 1")]
    [InlineData("m f 1")]
    [InlineData("m f= 1")]
    [InlineData("m =1 1")]
    [InlineData("m f=1, 1")]
    [InlineData("m ,f=1 1")]
    [InlineData("m f=1,,g=2 1")]
    [InlineData("m f=,g=2 1")]
    [InlineData("m f=1 2 1")]
    [InlineData("m f=NaN 1")]
    [InlineData("m f=1e999 1")]
    [InlineData("m f=tru 1")]
    [InlineData("m f=\" 1")]
    [InlineData("m f=\"abc 1")]
    [InlineData("m f=\"abc\\\" 1")]
    [InlineData("m f=\"abc\"x 1")]
    [InlineData("m f=\"abc\", 1")]
    [InlineData("m f\\=\"abc 1")]
    [InlineData("m f=1 1\nm f=2 2")]
    public void IsWellFormed_Broken_IsFalse(string line) =>
        Assert.False(LineReader.IsWellFormed(Encoding.UTF8.GetBytes(line)));

    [Theory]
    [InlineData("m f=1 1")]
    [InlineData("m f=1 -1")]
    [InlineData("m f\\ a\\,b\\=c=1 1")]
    [InlineData("m\\,x,a\\=b=c\\,d f=\"\" 1")]
    [InlineData("m f=\" 5\",g=\"\\\\\" 1")]
    [InlineData("m f=TRUE,g=F 1")]
    public void IsWellFormed_Sound_IsTrue(string line) =>
        Assert.True(LineReader.IsWellFormed(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Next_WhatTheWriterWrote_IsReadBack() =>
        Prop.ForAll(Lines().ToArbitrary(), static line =>
        {
            byte[] buffer = new byte[64 * 1024];
            byte[] series = LineEscape.Series("m s", ("device", line.Device));
            var writer = new LineWriter(buffer);
            writer.Series(series);
            foreach ((string name, object value) in line.Fields)
                Write(ref writer, LineEscape.FieldName(name), value);
            writer.Timestamp(line.Timestamp);
            byte[] written = buffer[..writer.Written];

            Assert.True(LineReader.IsWellFormed(written));
            Assert.True(LineReader.TryOpen(written, out LineReader reader));
            Assert.Equal(series, reader.Series);
            Assert.Equal(LineEscape.TagValue(line.Device), reader.Tag("device"u8));
            Assert.Equal(line.Timestamp, reader.TimestampNs);
            Assert.Equal(line.Fields.Select(f => $"{Encoding.UTF8.GetString(LineEscape.FieldName(f.Name))}={Expected(f.Value)}"), Fields(written));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Next_AnyBytes_NeverThrows() =>
        Prop.ForAll(
            Gen.Elements("m,a=\" \\1e.-tf\0\n"u8.ToArray()).ArrayOf().ToArbitrary(),
            static bytes =>
            {
                LineReader.IsWellFormed(bytes);
                LineReader.IsWellFormed([.. "m "u8, .. bytes, .. " 1"u8]);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Next_ManyLines_AllocatesNothing()
    {
        byte[] line = "heating,area=linqing,device=hs-0001,site=s1 a=41.5,b=0.82,c=true,d=\"auto\",e=-3.25 1763700000123000000"u8.ToArray();
        Assert.True(LineReader.IsWellFormed(line));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            LineReader.IsWellFormed(line);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static List<string> Fields(byte[] line)
    {
        var fields = new List<string>();
        Assert.True(LineReader.TryOpen(line, out LineReader reader));
        while (reader.Next())
        {
            byte[] text = new byte[reader.RawText.Length];
            object value = reader.Kind switch
            {
                LineFieldKind.Number => reader.Number,
                LineFieldKind.Boolean => reader.Boolean,
                _ => Encoding.UTF8.GetString(text, 0, reader.CopyText(text)),
            };
            fields.Add($"{Encoding.UTF8.GetString(reader.Name)}={Expected(value)}");
        }

        Assert.False(reader.Malformed);
        return fields;
    }

    private static string Expected(object value) => value switch
    {
        double number => FormattableString.Invariant($"Number:{number:R}"),
        bool boolean => $"Boolean:{boolean}",
        _ => "Text:" + string.Concat(((string)value).EnumerateRunes().Select(r => r.Value is < 32 or 127 ? " " : r.ToString())),
    };

    private static void Write(ref LineWriter writer, byte[] name, object value)
    {
        if (value is double number)
            Assert.True(writer.Number(name, number));
        else if (value is bool boolean)
            Assert.True(writer.Boolean(name, boolean));
        else
            Assert.True(writer.Text(name, Encoding.UTF8.GetBytes((string)value)));
    }

    private static Gen<Line> Lines()
    {
        Gen<string> name = Gen.Elements('a', 'Z', '0', ' ', ',', '=', '水', '-', '#').NonEmptyListOf().Select(c => new string([.. c]));
        Gen<object> text = Gen.Elements('a', ' ', ',', '=', '"', '\\', '\n', '1', '水', 't').ListOf().Select(object (c) => new string([.. c]));
        Gen<object> number = ArbMap.Default.GeneratorFor<NormalFloat>().Select(object (f) => f.Get);
        Gen<object> boolean = ArbMap.Default.GeneratorFor<bool>().Select(object (b) => b);
        Gen<(string, object)> field = name.SelectMany(n => Gen.OneOf(text, number, boolean).Select(v => (n, v)));
        return name.SelectMany(device => field.NonEmptyListOf().SelectMany(fields =>
            ArbMap.Default.GeneratorFor<long>().Select(ns => new Line(device, [.. fields], ns))));
    }

    public sealed record Line(string Device, IReadOnlyList<(string Name, object Value)> Fields, long Timestamp);

    [Theory]
    [InlineData("m,a=1 f=2 5")]
    [InlineData("m,a=1 f=2,g=\"x y\" 5")]
    [InlineData("m,a=12 f=2 5")]
    [InlineData("m,a=1,b=2 f=2 5")]
    [InlineData("m,a=1")]
    [InlineData("m,a=1 ")]
    [InlineData("m,a=1  5")]
    [InlineData("m,a=1 f=2 x")]
    [InlineData("m,a=1 f=2")]
    [InlineData("")]
    public void TryOpen_WithASeries_ReadsAsWithoutIt(string line)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(line);

        bool opened = LineReader.TryOpen(utf8, "m,a=1"u8, out LineReader fast);

        Assert.Equal(LineReader.TryOpen(utf8, out LineReader plain), opened);
        if (!opened)
            return;
        Assert.Equal((Text(plain.Series), Text(plain.Measurement), plain.TimestampNs), (Text(fast.Series), Text(fast.Measurement), fast.TimestampNs));
        while (plain.Next())
        {
            Assert.True(fast.Next());
            Assert.Equal((Text(plain.Name), plain.Number, Text(plain.RawText)), (Text(fast.Name), fast.Number, Text(fast.RawText)));
        }

        Assert.False(fast.Next());
        Assert.Equal(plain.Malformed, fast.Malformed);
    }

    private static string Text(ReadOnlySpan<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}
