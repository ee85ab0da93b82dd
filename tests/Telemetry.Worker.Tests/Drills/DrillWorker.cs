using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Telemetry.Readings.Inventory;
using Telemetry.Testing;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Console;
using Telemetry.Worker.Tests.Harness;
using Telemetry.Worker.Tests.Heartbeats;

namespace Telemetry.Worker.Tests.Drills;

/// <summary>A whole worker with a duty, a person, ladders, a webhook and a heartbeat to a real server on loopback.</summary>
public sealed class DrillWorker : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _worker = null!;

    internal BeatSink Sink { get; } = new();

    /// <summary>The administrator's.</summary>
    public HttpClient Http { get; private set; } = null!;

    public string DataFolder => _folder["data"];

    public string Url => _worker.Urls.First();

    public async ValueTask InitializeAsync()
    {
        await Sink.StartAsync();
        TestCity.Write(_folder["city"]);
        File.WriteAllText(_folder["city/city/escalations.yaml"], """
            ladders:
              - id: high
                severity: high
                title: { zh: 高, en: High }
                steps:
                  - { after: 0s, call: [duty], by: [call, sms] }
                  - { after: 5m, call: [duty], by: [call, screen] }
            duties:
              - { id: duty-town, area: town, systems: [heating, water-safety], role: { zh: 值班, en: Duty } }
              - { id: duty-village, area: village, systems: [heating], role: { zh: 村值班, en: Village duty } }
            """);
        Directory.CreateDirectory(_folder["data"]);
        File.WriteAllText(_folder["data/people.yaml"], """
            people:
              - id: zhang
                name: { zh: 张三, en: Zhang San }
                contacts: { phone: "13800000000" }
                duties: [{ duty: duty-town }]
              - id: wang
                name: { zh: 王五, en: Wang Wu }
                contacts: { phone: "13900000000" }
                duties: [{ duty: duty-village }]
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder["data/people.yaml"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        CityLoadResult city = CityLoader.Load(_folder["city"]);
        Assert.True(city.IsGood, string.Join('\n', city.Mistakes));
        var options = new WorkerOptions
        {
            Mqtt = { Port = 0, AnonymousLoopback = true },
            Journal = { SegmentBytes = 2 << 20, MaximumBytes = 16 << 20 },
            Console = { Url = "http://127.0.0.1:0", ReadyFile = _folder["ready"] },
            City = { Folder = _folder["city"] },
            Data = { Folder = _folder["data"] },
            Alerts = { TickInterval = TimeSpan.FromSeconds(1) },
            Access = { PasswordIterations = 10_000 },
            Notifications = { Webhook = { Url = Sink.Url + "/hook" } },
            Heartbeat = { Url = Sink.Url + "/beat", Interval = TimeSpan.FromSeconds(1) },
        };
        _worker = WorkerHost.Build(options, city.City!);
        await _worker.StartAsync();
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Url) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(_folder["data/console.token"]).Trim());
    }

    public async Task UserAsync(string name, string role, string area)
    {
        using HttpResponseMessage made = await Http.PostAsJsonAsync("/api/v1/users", new { name, password = WorkerFixture.UserPassword, role, areas = new[] { area } });
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
    }

    /// <summary>A browser in which a user has logged in.</summary>
    public async Task<HttpClient> SessionAsync(string name)
    {
        var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Url) };
        using var form = new FormUrlEncodedContent([new("name", name), new("password", WorkerFixture.UserPassword)]);
        using HttpResponseMessage entered = await browser.PostAsync("/login", form);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, entered.StatusCode);
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _worker.StopAsync();
        await _worker.DisposeAsync();
        await Sink.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}
