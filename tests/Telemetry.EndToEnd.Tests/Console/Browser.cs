using Microsoft.Playwright;
using Telemetry.EndToEnd.Tests.Harness;

namespace Telemetry.EndToEnd.Tests.Console;

/// <summary>Debian's chromium, one for the tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>A name that only this browser knows: to it, plain HTTP there is as insecure as on a real network.</summary>
    public const string InsecureHost = "telemetry.test";

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", $"--host-resolver-rules=MAP {InsecureHost} 127.0.0.1",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        string chromium = Missing.Need("chromium", "chromium");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = Arguments });
    }

    /// <summary>A page of a person who has not been here before.</summary>
    public async Task<IPage> NewPageAsync(string locale = "zh-CN", int width = 1280)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = locale,
            TimezoneId = "Asia/Shanghai",
            ViewportSize = new ViewportSize { Width = width, Height = 844 },
        });
        return await context.NewPageAsync();
    }

    /// <summary>A page of a person who has logged in and sees the overview, or the page at <paramref name="path"/>.</summary>
    internal async Task<IPage> EnterAsync(WorkerProcess worker, string path = "/", string locale = "zh-CN", int width = 1280)
    {
        IPage page = await NewPageAsync(locale, width);
        await page.GotoAsync(new Uri(worker.Http.BaseAddress!, "/login").ToString());
        if (!await page.IsVisibleAsync("#token")) // there are users: the token stands behind their form
            await page.ClickAsync("summary");
        await page.FillAsync("#token", worker.Token);
        await page.ClickAsync("button[type=submit]");
        await page.WaitForURLAsync(worker.Http.BaseAddress!.ToString());
        if (path != "/")
            await page.GotoAsync(new Uri(worker.Http.BaseAddress, path).ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
