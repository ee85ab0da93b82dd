using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;
using static Microsoft.Playwright.Assertions;

namespace Telemetry.EndToEnd.Tests.Console;

/// <summary>The page that a notification leads to, and what a device may put on it.</summary>
public sealed class IncidentPageTests(Browser browser) : IClassFixture<Browser>
{
    /// <summary>A red pixel.</summary>
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    private const string Script = """<script>window.ran = 1</script><img src=x onerror="window.ran = 1">""";

    [Fact]
    public async Task Zone_WithScript_IsShownAndDoesNotRun()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        IPage page = await browser.EnterAsync(worker);

        // Once by the script that refreshes, once by the server.
        string id = await CityEvents.IntrusionAsync(worker, Script);
        ILocator card = page.Locator($"#incident-{id}");
        await Expect(card).ToContainTextAsync(Script);
        await page.ReloadAsync();
        await Expect(card).ToContainTextAsync(Script);
        await Expect(card.Locator("img, script")).ToHaveCountAsync(0);
        Assert.True(await page.EvaluateAsync<bool>("window.ran === undefined"));

        await page.GotoAsync(new Uri(worker.Http.BaseAddress!, $"/incidents/{id}").ToString());
        await Expect(page.Locator("#incident")).ToContainTextAsync(Script);
        await Expect(page.Locator("#history")).ToContainTextAsync(Script);
        Assert.True(await page.EvaluateAsync<bool>("window.ran === undefined"));
    }

    [Fact]
    public async Task Pages_Policy_AllowsNothingInline()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string id = await CityEvents.IntrusionAsync(worker, "steps");
        var complaints = new List<string>();
        IPage page = await browser.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Add(message.Text);
        };

        await page.GotoAsync(worker.LoginLink);
        await page.GotoAsync(new Uri(worker.Http.BaseAddress!, $"/incidents/{id}").ToString());
        string policy = (await worker.Http.GetAsync("/")).Headers.GetValues("Content-Security-Policy").Single();

        Assert.Empty(complaints);
        Assert.Contains("script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Picture_OfACamera_IsShownOnceItHasArrivedAndEachViewIsAudited()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string id = await CityEvents.IntrusionAsync(worker, "steps");
        IPage page = await browser.EnterAsync(worker, $"/incidents/{id}");
        await Expect(page.Locator("#picture")).ToContainTextAsync("摄像机的抓拍尚未送达。");

        await File.WriteAllBytesAsync(folder["picture"], Convert.FromBase64String(Png));
        await CityEvents.PictureAsync(worker, folder["picture"]);
        await Expect(page.Locator("#picture img")).ToHaveJSPropertyAsync("naturalWidth", 1);

        // Two more refreshes: the picture on the page is not fetched again.
        for (int i = 0; i < 2; i++)
        {
            string shown = await page.Locator("#pulse time").GetAttributeAsync("datetime") ?? "";
            await Expect(page.Locator("#pulse time")).Not.ToHaveAttributeAsync("datetime", shown);
        }

        Assert.Equal(["administrator view-snapshot cam-01 s-1"], Audit(worker, id));
        using HttpResponseMessage picture = await worker.Http.GetAsync($"/api/v1/incidents/{id}/snapshot");
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", picture.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(picture.Headers.CacheControl?.NoStore);
        Assert.Equal(Convert.FromBase64String(Png), await picture.Content.ReadAsByteArrayAsync());
        Assert.Equal(2, Audit(worker, id).Count);
    }

    [Fact]
    public async Task Picture_WhereThereIsNone_IsNotFoundWithTheReason()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string pressure = await CityEvents.LowPressureAsync(worker);
        string person = await CityEvents.IntrusionAsync(worker, "steps");

        Assert.Equal("There is no incident 'none'.", await ReasonAsync(worker, "none"));
        Assert.Equal($"Incident {pressure} has no picture.", await ReasonAsync(worker, pressure));
        Assert.Equal("The picture 's-1' of cam-01 has not arrived, or its time is over.", await ReasonAsync(worker, person));
        Assert.Empty(Audit(worker, person));
    }

    [Fact]
    public async Task Incident_Unknown_IsAPageThatSaysSo()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        IPage page = await browser.EnterAsync(worker);

        IResponse? answer = await page.GotoAsync(new Uri(worker.Http.BaseAddress!, "/incidents/<b>none").ToString());

        Assert.Equal(404, answer?.Status);
        await Expect(page.Locator("main")).ToContainTextAsync("没有编号为 <b>none 的告警。");
    }

    private static async Task<string> ReasonAsync(WorkerProcess worker, string incident)
    {
        using HttpResponseMessage answer = await worker.Http.GetAsync($"/api/v1/incidents/{incident}/snapshot");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>();
    }

    private static List<string> Audit(WorkerProcess worker, string subject)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(worker.DataFolder, "alerts.db"),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT who || ' ' || action || ' ' || detail FROM audit WHERE subject = $subject ORDER BY number";
        command.Parameters.AddWithValue("$subject", subject);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
