using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Readings;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Tests.Quarantine;

public sealed class RejectPlaceTests
{
    [Theory]
    [InlineData(RejectReason.MalformedJson, "{\"a\":1,}", "7 1:8")]
    [InlineData(RejectReason.MalformedJson, "{\n\"a\":tru}", "6 2:5")]
    [InlineData(RejectReason.MalformedJson, "", "0 1:1")]
    [InlineData(RejectReason.TrailingBytes, "{\"a\":1} x", "8 1:9")]
    [InlineData(RejectReason.TooDeep, "{\"a\":[[[[1]]]]}", "8 1:9")]
    [InlineData(RejectReason.DuplicateKey, "[{\"a\":1},{\"a\":1,\n\"a\":2}]", "17 2:1")]
    [InlineData(RejectReason.NotAnObject, "[{\"a\":1},7]", "9 1:10")]
    [InlineData(RejectReason.NotAnObject, "[{},[1]]", "4 1:5")]
    [InlineData(RejectReason.NotAnObject, "true", "0 1:1")]
    [InlineData(RejectReason.MissingTimestamp, "[{\"ts\":1},{\"x\":{\"ts\":1}}]", "10 1:11")]
    [InlineData(RejectReason.UnknownEvent, "{\"zone\":1,\"event\":\"x\"}", "10 1:11")]
    [InlineData(RejectReason.InvalidUtf8, "{\"a\":\"\\ud800\"}", "5 1:6")]
    [InlineData(RejectReason.ByteOrderMark, "\uFEFF{}", "0 1:1")]
    [InlineData(RejectReason.UnknownDevice, "{", null)]
    [InlineData(RejectReason.DuplicateKey, "{\"a\":1}", null)]
    public void Find_PointsAtTheMistake(RejectReason reason, string payload, string? expected)
    {
        RejectPlace? place = RejectPlace.Find(reason, Encoding.UTF8.GetBytes(payload));

        Assert.Equal(expected, place is { } at ? $"{at.Offset} {at.Line}:{at.Column}" : null);
    }

    [Fact]
    public void Find_InvalidByte_IsWhereItStands() =>
        Assert.Equal(new RejectPlace(3, 1, 4), RejectPlace.Find(RejectReason.InvalidUtf8, [(byte)'a', 0xC3, 0xA4, 0xFF, (byte)'b']));

    [Fact]
    public void Find_AnyBytes_NeverThrowsAndStaysInside() =>
        Prop.ForAll<byte[]>(bytes => Enum.GetValues<RejectReason>().All(reason =>
            RejectPlace.Find(reason, bytes) is not { } place || (place.Offset >= 0 && place.Offset <= bytes.Length && place.Line >= 1 && place.Column >= 1)))
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("plain\nlines", "plain\nlines")]
    [InlineData("a\u001b[31m\u202e", "a\\u001b[31m\\u202e")]
    public void Shown_Text_StartsNothingOnATerminal(string payload, string expected) =>
        Assert.Equal((expected, null), (ShownPayload.Of(Encoding.UTF8.GetBytes(payload)).Text, ShownPayload.Of(Encoding.UTF8.GetBytes(payload)).Base64));

    [Fact]
    public void Shown_Bytes_AreBase64() => Assert.Equal(new ShownPayload(null, "AP8="), ShownPayload.Of([0, 255, 1], 2));
}
