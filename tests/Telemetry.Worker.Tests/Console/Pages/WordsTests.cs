using Microsoft.AspNetCore.Http;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Pages;

namespace Telemetry.Worker.Tests.Console.Pages;

public sealed class WordsTests
{
    [Theory]
    [InlineData(null, "zh-CN")]
    [InlineData("", "zh-CN")]
    [InlineData("en-GB,en;q=0.9", "en")]
    [InlineData("fr,en;q=0.5,zh;q=0.9", "zh-CN")]
    [InlineData("zh-Hans-CN", "zh-CN")]
    [InlineData("fr-FR", "zh-CN")]
    [InlineData(";;;q=x", "zh-CN")]
    public void For_NoChoiceMade_IsWhatTheBrowserPrefers(string? acceptLanguage, string tag)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Headers.AcceptLanguage = acceptLanguage;

        Assert.Equal(tag, Words.For(request).Tag);
    }

    [Theory]
    [InlineData("en", "en")]
    [InlineData("zh", "zh-CN")]
    [InlineData("<script>", "en")]
    public void For_ChoiceMade_IsTheChoice(string cookie, string tag)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Headers.AcceptLanguage = "en";
        request.Headers.Cookie = $"{Words.Cookie}={cookie}";

        Assert.Equal(tag, Words.For(request).Tag);
    }

    [Fact]
    public void Of_ATitle_IsInTheLanguageAndItsOther()
    {
        var title = new LocalizedText("换热站", "Station");

        Assert.Equal(("换热站", "Station"), (Words.Chinese.Of(title), Words.Chinese.Other(title)));
        Assert.Equal(("Station", "换热站"), (Words.English.Of(title), Words.English.Other(title)));
        Assert.Equal(Words.Chinese.Tag, Words.English.OtherTag);
        Assert.Same(Words.English, Words.Find(Words.Chinese.OtherCode));
    }
}
