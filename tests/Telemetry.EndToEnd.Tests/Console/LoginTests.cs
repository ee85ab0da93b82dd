using Microsoft.Playwright;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;
using static Microsoft.Playwright.Assertions;

namespace Telemetry.EndToEnd.Tests.Console;

/// <summary>How a person gets in, in a real browser.</summary>
public sealed class LoginTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Link_UsedTwice_LetsInOnceAndStaysNotInTheAddressBar()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);

        IPage first = await browser.NewPageAsync();
        IResponse? entered = await first.GotoAsync(worker.LoginLink);
        IPage second = await browser.NewPageAsync();
        IResponse? refused = await second.GotoAsync(worker.LoginLink);

        Assert.Equal(200, entered?.Status);
        Assert.Equal(worker.Http.BaseAddress!.ToString(), first.Url);
        await Expect(first.Locator("#waiting")).ToBeVisibleAsync();
        Assert.Equal(403, refused?.Status);
        await Expect(second.GetByRole(AriaRole.Alert)).ToContainTextAsync("console.token");
        await second.GotoAsync(worker.Http.BaseAddress.ToString());
        await Expect(second.Locator("#token")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Form_OverPlainHttpFromAnIncidentsLink_LeadsBackToTheIncident()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string id = await CityEvents.LowPressureAsync(worker);
        string link = $"http://{Browser.InsecureHost}:{worker.Http.BaseAddress!.Port}/incidents/{id}";
        IPage page = await browser.NewPageAsync();

        IResponse? asked = await page.GotoAsync(link);
        await page.FillAsync("#token", "wrong");
        await page.ClickAsync("button[type=submit]");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("令牌不正确");
        await page.FillAsync("#token", worker.Token);
        await page.ClickAsync("button[type=submit]");

        Assert.Equal(401, asked?.Status);
        await page.WaitForURLAsync(link);
        await Expect(page.Locator("#incident h1")).ToContainTextAsync("一次网供水压力低");
    }

    [Fact]
    public async Task LogOut_Pressed_AsksForTheTokenAgain()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        IPage page = await browser.EnterAsync(worker);

        await page.GetByText("退出").ClickAsync();

        await Expect(page.Locator("#token")).ToBeVisibleAsync();
        IResponse? again = await page.GotoAsync(worker.Http.BaseAddress!.ToString());
        Assert.Equal(401, again?.Status);
    }
}
