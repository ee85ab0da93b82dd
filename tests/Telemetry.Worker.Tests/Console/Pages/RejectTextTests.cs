using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Pages;

namespace Telemetry.Worker.Tests.Console.Pages;

public class RejectTextTests
{
    [Fact]
    public void Of_EveryReason_HasWordsOfItsOwnInBothLanguages()
    {
        LocalizedText[] texts = [.. Enum.GetValues<RejectReason>().Where(reason => reason != RejectReason.None).Select(RejectText.Of)];

        Assert.All(texts, text => Assert.NotEqual(text.Zh, text.En));
        Assert.Distinct(texts.Select(text => text.Zh));
        Assert.Distinct(texts.Select(text => text.En));
    }
}
