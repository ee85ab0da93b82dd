using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;
using static Microsoft.Playwright.Assertions;

namespace Telemetry.EndToEnd.Tests.Console;

/// <summary>Answering an incident on the page.</summary>
public sealed class AcknowledgeTests(Browser browser) : IClassFixture<Browser>
{
    private const string AcknowledgeRequests = "**/ack";

    [Fact]
    public async Task Acknowledge_WithANote_ChangesTheStateAndShowsTheName()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string id = await CityEvents.LowPressureAsync(worker);
        IPage page = await browser.EnterAsync(worker);

        await page.FillAsync($"#note-{id}", "已派人 <b>到场</b>");
        await page.Locator($"#incident-{id} button").ClickAsync();

        ILocator answered = page.Locator($"#in-hand #incident-{id}");
        await Expect(answered).ToContainTextAsync("administrator");
        await Expect(answered.Locator("form")).ToHaveCountAsync(0);
        await Expect(page.Locator("#result")).ToContainTextAsync("已确认");
        await Expect(page.Locator("#waiting")).ToContainTextAsync("目前没有等待确认的告警。");
        JsonNode incident = await worker.GetAsync($"/api/v1/incidents/{id}");
        Assert.Equal("acknowledged", incident["incident"]!["state"]!.GetValue<string>());
        Assert.Contains(incident["history"]!.AsArray(), e => e!["detail"]?.GetValue<string>() == "已派人 <b>到场</b>");
        await page.GotoAsync(new Uri(worker.Http.BaseAddress!, $"/incidents/{id}").ToString());
        await Expect(page.Locator("#history")).ToContainTextAsync("已派人 <b>到场</b>");
        await Expect(page.Locator("#incident .answered")).ToContainTextAsync("administrator");
    }

    [Fact]
    public async Task Acknowledge_SomebodyWasFaster_TellsWho()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string id = await CityEvents.LowPressureAsync(worker);
        using HttpClient li = await worker.SomebodyElseAsync("li");
        IPage page = await browser.EnterAsync(worker, locale: "en");
        await page.RouteAsync(AcknowledgeRequests, async route =>
        {
            using HttpResponseMessage faster = await li.PostAsJsonAsync($"/api/v1/incidents/{id}/ack", new { });
            await route.ContinueAsync();
        });

        await page.Locator($"#incident-{id} button").ClickAsync();

        await Expect(page.Locator("#result")).ToContainTextAsync("li was first");
        await Expect(page.Locator($"#in-hand #incident-{id}")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Acknowledge_SeenAgainMeanwhile_IsTakenAllTheSame()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string id = await CityEvents.IntrusionAsync(worker, "steps");
        IPage page = await browser.EnterAsync(worker);
        int requests = 0;
        await page.RouteAsync(AcknowledgeRequests, async route =>
        {
            if (++requests == 1)
                await CityEvents.SeenAgainAsync(worker, id, "steps");
            await route.ContinueAsync();
        });

        await page.Locator($"#incident-{id} button").ClickAsync();

        await Expect(page.Locator($"#in-hand #incident-{id}")).ToContainTextAsync("administrator");
        await Expect(page.Locator($"#incident-{id}")).ToContainTextAsync("共 2 次");
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task Acknowledge_WorkerGone_KeepsTheNoteForAnotherTry()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string id = await CityEvents.LowPressureAsync(worker);
        IPage page = await browser.EnterAsync(worker);
        await page.FillAsync($"#note-{id}", "on my way");

        await worker.StopAsync();
        await page.Locator($"#incident-{id} button").ClickAsync();

        await Expect(page.Locator("#result")).ToContainTextAsync("未能确认");
        await Expect(page.Locator("#lost")).ToBeVisibleAsync();
        await Expect(page.Locator($"#note-{id}")).ToHaveValueAsync("on my way");
        await Expect(page.Locator($"#incident-{id} button")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Note_WhileThePageRefreshes_KeepsTextAndFocus()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string id = await CityEvents.LowPressureAsync(worker);
        IPage page = await browser.EnterAsync(worker);
        await page.Locator($"#note-{id}").PressSequentiallyAsync("half a sen");

        // The newer incident stands above the one that is being answered.
        string newer = await CityEvents.IntrusionAsync(worker, "steps");
        await Expect(page.Locator($"#incident-{newer}")).ToBeVisibleAsync();
        await page.Keyboard.TypeAsync("tence");

        await Expect(page.Locator($"#note-{id}")).ToHaveValueAsync("half a sentence");
        await Expect(page.Locator($"#note-{id}")).ToBeFocusedAsync();
    }
}
