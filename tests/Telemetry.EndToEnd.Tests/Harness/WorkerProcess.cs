using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Harness;

/// <summary>The worker as a process of its own, as a user runs it, on free ports.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly PeerProcess _process;
    private readonly string _readyFile;

    private WorkerProcess(PeerProcess process, string data, int mqttPort, int consolePort, string readyFile)
    {
        _process = process;
        _readyFile = readyFile;
        DataFolder = data;
        MqttPort = mqttPort;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{consolePort}"), Timeout = TimeSpan.FromSeconds(60) };
    }

    public string DataFolder { get; }

    public int MqttPort { get; }

    public HttpClient Http { get; }

    /// <summary>The link with the one-use token that the worker prints.</summary>
    public string LoginLink => File.ReadAllText(_readyFile).Split(' ').Single(word => word.Contains("/login?token=", StringComparison.Ordinal));

    /// <summary>What <c>console.token</c> holds.</summary>
    public string Token => Http.DefaultRequestHeaders.Authorization!.Parameter!;

    public string Output => _process.Output;

    public int ExitCode => _process.ExitCode;

    public int ProcessId => _process.ProcessId;

    /// <summary>The assembly that ./run runs.</summary>
    public static string Assembly { get; } = typeof(Worker.Options.WorkerOptions).Assembly.Location;

    /// <summary>Starts an embedded worker on a data folder and waits until it serves.</summary>
    public static Task<WorkerProcess> StartAsync(string data, string? city = null, params string[] options) =>
        StartAsync(data, PeerProcess.FreePort(), city, options);

    /// <summary>Starts an embedded worker on a port of the caller's choice.</summary>
    public static Task<WorkerProcess> StartAsync(string data, int mqttPort, string? city = null, params string[] options) =>
        LaunchAsync(data, mqttPort, city, ["--Mqtt:AnonymousLoopback=true", .. options]);

    /// <summary>Starts a worker behind another broker and waits until it serves.</summary>
    public static Task<WorkerProcess> StartExternalAsync(string data, int brokerPort, string? city = null, params string[] options) =>
        LaunchAsync(data, brokerPort, city, ["--Mqtt:Mode=external", .. options]);

    /// <summary>Runs a command of <c>telemetry</c> to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(params string[] arguments)
    {
        await using PeerProcess process = PeerProcess.Start("dotnet", [Assembly, .. arguments]);
        await process.WaitForExitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, process.Output);
    }

    /// <summary>Makes an account of the embedded broker; a worker reads them at its start.</summary>
    public static async Task SetAccountAsync(string data, string name, string password)
    {
        var info = new System.Diagnostics.ProcessStartInfo("dotnet", [Assembly, "mqtt-user", "set", name, $"--Data:Folder={data}"]) { RedirectStandardInput = true };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(info)!;
        await process.StandardInput.WriteLineAsync(password);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using HttpResponseMessage response = await Http.GetAsync(path);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode} {text}\n{Output}");
        return JsonNode.Parse(text)!;
    }

    public async Task<HttpResponseMessage> PostAsync(string path, object body) => await Http.PostAsJsonAsync(path, body, JsonSerializerOptions.Web);

    /// <summary>A program of somebody else: a user of the whole city who answers incidents.</summary>
    public async Task<HttpClient> SomebodyElseAsync(string name)
    {
        using HttpResponseMessage made = await PostAsync("/api/v1/users", new { name, role = "responder", areas = (string[])["*"] });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using HttpResponseMessage token = await PostAsync("/api/v1/tokens", new { owner = name, name = "test", role = "responder", areas = (string[])["*"] });
        Assert.Equal(HttpStatusCode.Created, token.StatusCode);
        var client = new HttpClient { BaseAddress = Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await token.Content.ReadFromJsonAsync<JsonNode>())!["secret"]!.GetValue<string>());
        return client;
    }

    /// <summary>The value of one sample of /metrics; 0 when it is not there.</summary>
    public async Task<double> MetricAsync(string sample)
    {
        string text = await Http.GetStringAsync("/metrics");
        string? line = text.Split('\n').FirstOrDefault(l => l.StartsWith(sample + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(sample.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Kill() => _process.Kill();

    public Task StopAsync() => _process.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
        File.Delete(_readyFile);
    }

    private static async Task<WorkerProcess> LaunchAsync(string data, int mqttPort, string? city, string[] options)
    {
        int consolePort = PeerProcess.FreePort();
        string readyFile = Path.GetTempFileName();
        PeerProcess process = PeerProcess.Start("dotnet", [
            Assembly, "run", $"--Data:Folder={data}", $"--City:Folder={city ?? Repository.Seeds}", $"--Mqtt:Port={mqttPort}",
            $"--Console:Url=http://127.0.0.1:{consolePort}", $"--Console:ReadyFile={readyFile}", .. options,
        ]);
        var worker = new WorkerProcess(process, data, mqttPort, consolePort, readyFile);
        await Eventually.TrueAsync(
            () => Task.FromResult(process.HasExited || new FileInfo(readyFile).Length > 0), TimeSpan.FromSeconds(30), () => process.Output);
        Assert.False(process.HasExited, process.Output);
        string token = (await File.ReadAllTextAsync(Path.Combine(data, "console.token"))).Trim();
        worker.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return worker;
    }
}
