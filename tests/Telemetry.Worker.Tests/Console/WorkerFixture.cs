using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.Mqtt.Publishing;
using Telemetry.Readings.Inventory;
using Telemetry.Testing;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Console;

/// <summary>A whole worker in this process, on free ports, shared by the tests of a class.</summary>
public sealed class WorkerFixture : IAsyncLifetime
{
    public const string UserPassword = "a long password 1";

    private readonly TemporaryFolder _folder = new();
    private WebApplication _worker = null!;

    /// <summary>What is otherwise than by default.</summary>
    internal Action<WorkerOptions>? Change { get; init; }

    /// <summary>A program's client, with the token.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>The line of the ready file.</summary>
    public string Ready => File.ReadAllText(_folder["ready"]);

    public string Token => File.ReadAllText(_folder["data/console.token"]).Trim();

    /// <summary>The files of the city.</summary>
    public string CityFolder => _folder["city"];

    public string DataFolder => _folder["data"];

    internal IServiceProvider Services => _worker.Services;

    internal LoginLink Link => _worker.Services.GetRequiredService<LoginLink>();

    public async ValueTask InitializeAsync()
    {
        City city = CityLoader.Load(TestCity.Write(CityFolder)).City!;
        var options = new WorkerOptions
        {
            Mqtt = { Port = 0, AnonymousLoopback = true },
            Journal = { SegmentBytes = 2 << 20, MaximumBytes = 16 << 20 },
            Console = { Url = "http://127.0.0.1:0", ReadyFile = _folder["ready"] },
            City = { Folder = CityFolder },
            Data = { Folder = _folder["data"] },
            Store = { FlushInterval = TimeSpan.Zero },
            Access = { PasswordIterations = 10_000, FailuresPerAddress = 10_000, RefusalsPerMinute = 6_000 },
        };
        Change?.Invoke(options);
        _worker = WorkerHost.Build(options, city);
        await _worker.StartAsync();
        Http = NewClient();
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>A client without a token that keeps cookies and follows no redirect.</summary>
    public HttpClient NewClient() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_worker.Urls.First()) };

    /// <summary>Publishes as if it had come over MQTT.</summary>
    public void Publish(string topic, string payload) =>
        _worker.Services.GetRequiredService<IPublishReceiver>().Receive(
            new PublishView { Topic = Encoding.UTF8.GetBytes(topic), Payload = Encoding.UTF8.GetBytes(payload) }, new TestOrigin());

    /// <summary>Opens an incident of a station, or finds it open, and gives its id.</summary>
    public async Task<string> IncidentAsync(string device)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Publish($"city/town/heating/{device}/telemetry", "[" + string.Join(',', Enumerable.Range(0, 5).Select(i => $$"""{"ts":{{now - (4 - i) * 10_000}},"pressure":0.1}""")) + "]");
        string? id = null;
        await Eventually.TrueAsync(() => (id = Find(device).Result) is not null);
        return id!;
    }

    /// <summary>Makes a user with <see cref="UserPassword"/>, or gives one that is there that role and those areas.</summary>
    public async Task UserAsync(string name, string role, params string[] areas)
    {
        using HttpResponseMessage made = await Http.PostAsJsonAsync("/api/v1/users", new { name, password = UserPassword, role, areas });
        if (made.StatusCode == System.Net.HttpStatusCode.Conflict)
            Assert.True((await Http.PatchAsJsonAsync("/api/v1/users/" + name, new { role, areas, disabled = false })).IsSuccessStatusCode);
        else
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
    }

    /// <summary>A browser in which a user has logged in.</summary>
    public async Task<HttpClient> SessionAsync(string name, string password = UserPassword)
    {
        HttpClient browser = NewClient();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("name", name), KeyValuePair.Create("password", password)]);
        using HttpResponseMessage entered = await browser.PostAsync("/login", form);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, entered.StatusCode);
        return browser;
    }

    public async Task<JsonNode> GetAsync(string path) => (await Http.GetFromJsonAsync<JsonNode>(path))!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _worker.StopAsync();
        await _worker.DisposeAsync();
        Assert.False(File.Exists(_folder["ready"]));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private async Task<string?> Find(string device) =>
        (await GetAsync("/api/v1/incidents?state=all")).AsArray().FirstOrDefault(i => i!["device"]!.GetValue<string>() == device)?["id"]!.GetValue<string>();
}
