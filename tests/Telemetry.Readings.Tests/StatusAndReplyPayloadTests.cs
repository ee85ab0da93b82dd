using System.Text;

namespace Telemetry.Readings.Tests;

public sealed class StatusAndReplyPayloadTests
{
    private const long ReceivedAt = 1_763_700_000_200;
    private static readonly PayloadOptions Options = new();

    [Theory]
    [InlineData("""{"online":true,"ts":1763700000123}""", true, 1763700000123, TimestampSource.Device)]
    [InlineData("""{"ts":"2025-11-21T04:40:00.123Z","online":true,"version":{"a":[1]}}""", true, 1763700000123, TimestampSource.Device)]
    [InlineData("""{"online":false}""", false, ReceivedAt, TimestampSource.Receipt)]
    [InlineData("""{"online":false,"ts":5}""", false, ReceivedAt, TimestampSource.Receipt)]
    [InlineData("""{"online":false,"ts":null}""", false, ReceivedAt, TimestampSource.Receipt)]
    public void Status_Good_IsRead(string payload, bool online, long timestamp, TimestampSource source)
    {
        Assert.Equal(RejectReason.None, StatusPayload.Decode(Encoding.UTF8.GetBytes(payload), ReceivedAt, Options, out StatusPayload status));
        Assert.Equal(new StatusPayload(online, timestamp, source), status);
    }

    [Theory]
    [InlineData("", RejectReason.EmptyPayload)]
    [InlineData("online", RejectReason.MalformedJson)]
    [InlineData("{\"online\":tru", RejectReason.MalformedJson)]
    [InlineData("true", RejectReason.NotAnObject)]
    [InlineData("[]", RejectReason.NotAnObject)]
    [InlineData("{}", RejectReason.InvalidStatus)]
    [InlineData("{\"online\":1}", RejectReason.InvalidStatus)]
    [InlineData("{\"online\":\"true\"}", RejectReason.InvalidStatus)]
    [InlineData("{\"online\":true,\"online\":false}", RejectReason.DuplicateKey)]
    [InlineData("{\"online\":true,\"onlin\\u0065\":false}", RejectReason.DuplicateKey)]
    [InlineData("{\"online\":true}x", RejectReason.TrailingBytes)]
    [InlineData("{\"online\":true,\"x\":\"\\ud800\"}", RejectReason.InvalidUtf8)]
    [InlineData("{\"online\":true,\"\\ud800\":1}", RejectReason.InvalidUtf8)]
    [InlineData("{\"online\":true,\"x\":[[[[1]]]]}", RejectReason.TooDeep)]
    public void Status_Bad_IsRejected(string payload, RejectReason expected) =>
        Assert.Equal(expected, StatusPayload.Decode(Encoding.UTF8.GetBytes(payload), ReceivedAt, Options, out _));

    [Fact]
    public void Reply_Good_IsRead()
    {
        byte[] payload = """{"id":"c-1","state":"refused","detail":"本地模式","ts":1763700000123}"""u8.ToArray();

        Assert.Equal(RejectReason.None, ReplyPayload.Decode(payload, ReceivedAt, Options, out ReplyPayload? reply));
        Assert.Equal(new ReplyPayload("c-1", CommandState.Refused, "本地模式", 1763700000123, TimestampSource.Device), reply);
    }

    [Fact]
    public void Reply_EveryState_IsKnown()
    {
        foreach (CommandState state in Enum.GetValues<CommandState>())
        {
            byte[] payload = Encoding.UTF8.GetBytes($$"""{"id":"1","state":"{{state.ToString().ToLowerInvariant()}}"}""");
            Assert.Equal(RejectReason.None, ReplyPayload.Decode(payload, ReceivedAt, Options, out ReplyPayload? reply));
            Assert.Equal((state, "", ReceivedAt), (reply!.State, reply.Detail, reply.TimestampMs));
        }
    }

    [Fact]
    public void Reply_DetailThatIsTooLong_IsLeftOut()
    {
        byte[] payload = Encoding.UTF8.GetBytes($$"""{"id":"1","state":"failed","detail":"{{new string('x', 257)}}"}""");

        Assert.Equal(RejectReason.None, ReplyPayload.Decode(payload, ReceivedAt, Options, out ReplyPayload? reply));
        Assert.Equal("", reply!.Detail);
    }

    [Theory]
    [InlineData("{\"state\":\"done\"}", RejectReason.InvalidReply)]
    [InlineData("{\"id\":\"\",\"state\":\"done\"}", RejectReason.InvalidReply)]
    [InlineData("{\"id\":5,\"state\":\"done\"}", RejectReason.InvalidReply)]
    [InlineData("{\"id\":\"a\\u0000\",\"state\":\"done\"}", RejectReason.InvalidReply)]
    [InlineData("{\"id\":\"01234567890123456789012345678901234567890123456789012345678901234\",\"state\":\"done\"}", RejectReason.InvalidReply)]
    [InlineData("{\"id\":\"a\",\"state\":\"finished\"}", RejectReason.InvalidReply)]
    [InlineData("{\"id\":\"a\"}", RejectReason.InvalidReply)]
    [InlineData("{\"id\":\"a\",\"id\":\"b\",\"state\":\"done\"}", RejectReason.DuplicateKey)]
    [InlineData("[]", RejectReason.NotAnObject)]
    public void Reply_Bad_IsRejected(string payload, RejectReason expected)
    {
        Assert.Equal(expected, ReplyPayload.Decode(Encoding.UTF8.GetBytes(payload), ReceivedAt, Options, out ReplyPayload? reply));
        Assert.Null(reply);
    }
}
