using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary>What people and programs say of the city: over MQTT from a real client, kept over a kill, and only from those who may.</summary>
public sealed class InputTests
{
    private const string Topic = "city/input";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Input_OverMqtt_IsInForce_AndStillAfterAKill()
    {
        using var folder = new TemporaryFolder();
        await SetAccountAsync(folder.Path, "dispatch", "--may-input");
        await using (WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path))
        {
            (int code, string said) = await MosquittoClient.PublishAsync(
                worker.MqttPort, Topic, """{"kind":"mode","scope":{"device":"hs-0001"},"value":"cold-run","id":"run-1"}""",
                "-u", "dispatch", "-P", "correct horse", "-i", "dispatch");
            Assert.True(code == 0, said);
            worker.Kill();
        }

        await using WorkerProcess again = await WorkerProcess.StartAsync(folder.Path);
        await Eventually.EqualAsync("cold-run mqtt:dispatch", () => ModeAsync(again), Limit, () => again.Output);

        // Sent again after a lost acknowledgement, and then taken back by a person.
        await MosquittoClient.PublishAsync(
            again.MqttPort, Topic, """{"kind":"mode","scope":{"device":"hs-0001"},"value":"cold-run","id":"run-1"}""", "-u", "dispatch", "-P", "correct horse", "-i", "dispatch");
        using HttpResponseMessage back = await again.Http.PostAsJsonAsync(
            "/api/v1/inputs", new { kind = "mode", scope = new { device = "hs-0001" }, value = (string?)null });
        Assert.True(back.IsSuccessStatusCode, await back.Content.ReadAsStringAsync());
        Assert.Null(await ModeAsync(again));
        await Eventually.EqualAsync(
            2, async () => (await again.GetAsync("/api/v1/inputs?device=hs-0001"))["history"]!.AsArray().Count, Limit, () => again.Output);
    }

    [Fact]
    public async Task Input_OfADeviceWithoutTheRight_IsRefusedByTheBroker()
    {
        using var folder = new TemporaryFolder();
        await SetAccountAsync(folder.Path, "hs-0001");
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);

        await MosquittoClient.PublishAsync(
            worker.MqttPort, Topic, """{"kind":"maintenance","scope":{"device":"hs-0001"},"value":true}""", "-V", "5", "-u", "hs-0001", "-P", "correct horse", "-i", "hs-0001");
        await MosquittoClient.PublishAsync(worker.MqttPort, Topic, """{"kind":"maintenance","scope":{"device":"hs-0002"},"value":true}""");

        await Eventually.EqualAsync(1, async () => (int)await worker.MetricAsync("telemetry_inputs_total"), Limit, () => worker.Output);
        JsonNode only = Assert.Single((await worker.GetAsync("/api/v1/inputs"))["inForce"]!.AsArray())!;
        Assert.Equal(("hs-0002", "mqtt:anonymous"), (only["scope"]!["device"]!.GetValue<string>(), only["by"]!.GetValue<string>()));
    }

    private static async Task<string?> ModeAsync(WorkerProcess worker) =>
        (await worker.GetAsync("/api/v1/inputs?device=hs-0001"))["inForce"]!.AsArray().Select(i => $"{i!["value"]} {i["by"]}").SingleOrDefault();

    private static async Task SetAccountAsync(string data, string name, params string[] more)
    {
        var info = new ProcessStartInfo("dotnet", [WorkerProcess.Assembly, "mqtt-user", "set", name, $"--Data:Folder={data}", .. more]) { RedirectStandardInput = true };
        using Process process = Process.Start(info)!;
        await process.StandardInput.WriteLineAsync("correct horse");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
