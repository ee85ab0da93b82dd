using Telemetry.Worker.Console.Pages;
using Telemetry.Worker.Notifications;

namespace Telemetry.Worker.Tests.Console.Pages;

public sealed class HistoryLineTests
{
    [Fact]
    public void Of_ChangesInARow_AreOneLineWithTheTimeOfTheLast()
    {
        IReadOnlyList<HistoryLine> lines = HistoryLine.Of(
            [
                new(1, "rules", "raised", """{"zone":"steps"}"""), new(2, "rules", "changed", null), new(3, "rules", "changed", null),
                new(4, "administrator", "acknowledged", "on my way"), new(5, "rules", "changed", null),
            ],
            null);

        Assert.Equal([(1L, 1), (3L, 2), (4L, 1), (5L, 1)], lines.Select(l => (l.AtMs, l.Times)));
        Assert.Equal("steps", Assert.Single(lines[0].Facts).Value.En);
        Assert.Null(lines[0].Detail);
        Assert.Equal(("administrator", "已确认", "on my way"), (lines[2].Who.Zh, lines[2].What.Zh, lines[2].Detail));
    }

    [Theory]
    [InlineData(ChannelName.Webhook, "delivered", "webhook", "delivered")]
    [InlineData(ChannelName.Command, "expired", "command to the device", "expired before it was delivered")]
    [InlineData("somebody", "something-new", "somebody", "something-new")]
    public void Of_AnyWord_IsSaidInWords(string who, string what, string saidWho, string saidWhat)
    {
        HistoryLine line = Assert.Single(HistoryLine.Of([new(1, who, what, " ")], null));

        Assert.Equal((saidWho, saidWhat), (line.Who.En, line.What.En));
        Assert.Null(line.Detail);
    }
}
