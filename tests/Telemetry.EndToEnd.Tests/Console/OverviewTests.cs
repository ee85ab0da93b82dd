using Microsoft.Playwright;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;
using static Microsoft.Playwright.Assertions;

namespace Telemetry.EndToEnd.Tests.Console;

/// <summary>The first page as an operator sees it.</summary>
public sealed class OverviewTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Page_NothingOpen_SaysSoInWordsOfTheReadersLanguage()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        IPage page = await browser.EnterAsync(worker, locale: "en-GB");

        await Expect(page.Locator("#waiting")).ToContainTextAsync("Nothing is waiting for an answer.");
        await page.GetByText("中文").ClickAsync();
        await Expect(page.Locator("#waiting")).ToContainTextAsync("目前没有等待确认的告警。");
        await Expect(page.Locator("#system-heating")).ToContainTextAsync("60 静默");
    }

    [Fact]
    public async Task Incidents_Open_AppearByThemselvesTheMostUrgentFirst()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        IPage page = await browser.EnterAsync(worker, locale: "en-GB");

        string pressure = await CityEvents.LowPressureAsync(worker);
        ILocator card = page.Locator($"#waiting #incident-{pressure}");
        await Expect(card).ToContainTextAsync("High");
        await Expect(card).ToContainTextAsync("Primary supply pressure low");
        await Expect(card).ToContainTextAsync("一次网供水压力低");
        await Expect(card).ToContainTextAsync("0.12 MPa");
        await Expect(card).ToContainTextAsync("Linqing");
        await Expect(card).ToContainTextAsync("hs-0001");
        await Expect(page.Locator("#announcement")).ToContainTextAsync("Primary supply pressure low");
        await Expect(page).ToHaveTitleAsync("(1) Telemetry");

        string person = await CityEvents.IntrusionAsync(worker, "north steps");
        await Expect(page.Locator($"#incident-{person}")).ToContainTextAsync("Life safety");
        await Expect(page.Locator($"#incident-{person}")).ToContainTextAsync("91 %");
        await Expect(page.Locator("#waiting .cards > li")).ToHaveCountAsync(2);
        await Expect(page.Locator("#system-water-safety")).ToContainTextAsync("1 incident");
    }

    [Fact]
    public async Task Page_OnAPhone_IsNotWiderThanTheScreen()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string id = await CityEvents.IntrusionAsync(worker, new string('m', 500));

        IPage page = await browser.EnterAsync(worker, width: 390);
        int overview = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        await page.GotoAsync(new Uri(worker.Http.BaseAddress!, $"/incidents/{id}").ToString());
        int incident = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");

        Assert.Equal((390, 390), (overview, incident));
    }

    [Fact]
    public async Task Devices_WhileOneTypes_AreThoseThatMatch()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        await MosquittoClient.PublishAsync(worker.MqttPort, "city/linqing/heating/hs-0001/telemetry", """{"primary_flow":301.25,"tank_level":0.4}""");
        IPage page = await browser.EnterAsync(worker);

        await page.SelectOptionAsync("select[name=presence]", "online");
        ILocator rows = page.Locator("#device-list tbody tr");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("301.25 t/h");
        await Expect(rows.First.GetByTitle("低于正常范围")).ToHaveCountAsync(1);
        await Expect(page.Locator("#system-heating")).ToContainTextAsync("1 在线");
        await page.FillAsync("input[name=q]", "no such device");
        await Expect(page.Locator("#device-list")).ToContainTextAsync("没有符合条件的设备。");
        await page.FillAsync("input[name=q]", "新华路");
        await Expect(rows).ToHaveCountAsync(1);
        Assert.Contains("presence=online", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_Gone_PageSaysSoAndRecoversWithIt()
    {
        using var folder = new TemporaryFolder();
        WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        IPage page = await browser.EnterAsync(worker);
        int port = worker.Http.BaseAddress!.Port;
        await Expect(page.Locator("#lost")).ToBeHiddenAsync();

        await worker.DisposeAsync();
        await Expect(page.Locator("#lost")).ToBeVisibleAsync();
        await using WorkerProcess again = await WorkerProcess.StartAsync(folder.Path, options: $"--Console:Url=http://127.0.0.1:{port}");
        await Expect(page.Locator("#lost")).ToBeHiddenAsync(new LocatorAssertionsToBeHiddenOptions { Timeout = 15_000 });
        await Expect(page.Locator("#ended")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Session_Ended_PageSaysSoAndKeepsWhatItShows()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        IPage page = await browser.EnterAsync(worker);

        await page.Context.ClearCookiesAsync();

        await Expect(page.Locator("#ended")).ToBeVisibleAsync();
        await Expect(page.Locator("#waiting")).ToBeVisibleAsync();
    }
}
