using System.Formats.Tar;
using System.Text;
using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Backups;

/// <summary>The data folder is lost, the backup made beside the running worker is not.</summary>
public sealed class BackupTests
{
    private const string WaterSafety = "city/linqing/water-safety";
    private const string Intrusion = """{"event":"intrusion","zone":"north","confidence":0.91,"dwell_ms":4200,"track":"t1","age_class":"adult"}""";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Restore_OfABackupMadeUnderLoad_HasWhatWasAcknowledgedBeforeIt()
    {
        using var folder = new TemporaryFolder();
        await using var webhook = new WebhookReceiver();
        string[] options = ["--Journal:SegmentBytes=2097152", "--Alerts:CheckpointInterval=1s", $"--Notifications:Webhook:Url=http://127.0.0.1:{webhook.Port}/"];
        string archive = folder["backup.tar.gz"];
        await using (WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"], null, options))
        {
            await RaiseAsync(worker, webhook, "cam-01");
            LoadGenerator.Result before = await LoadGenerator.RunAsync(worker.MqttPort, "--count", "30000", "--devices", "20", "--acked", folder["acked"]);
            Assert.True(before.Acknowledged == 30_000, before.Output + worker.Output);
            using LoadGenerator.Running during = LoadGenerator.Start(worker.MqttPort, "--count", "20000000", "--devices", "20", "--rate", "10000");

            (int exitCode, string output) = await WorkerProcess.RunToEndAsync("backup", "--to", archive, $"--Data:Folder={folder["data"]}");

            Assert.True(exitCode == 0, output + worker.Output);
            Assert.False(during.Finished.IsCompleted, "the load ended before the backup did");
            worker.Kill();
        }

        Directory.Delete(folder["data"], recursive: true);
        (int restored, string said) = await WorkerProcess.RunToEndAsync("restore", "--from", archive, $"--Data:Folder={folder["data"]}");
        Assert.True(restored == 0, said);
        string[] keysBefore = [.. webhook.Received.Select(r => r.Key!).Distinct()];

        await using WorkerProcess again = await WorkerProcess.StartAsync(folder["data"], null, options);

        // The seeds know no hs-0000: what it sent is in quarantine.
        await File.WriteAllLinesAsync(folder["known"], File.ReadLines(folder["acked"]).Where(line => !line.StartsWith("hs-0000 ", StringComparison.Ordinal)));
        await AcknowledgedReadings.AreStoredOnceAsync(again, folder["known"]);
        JsonNode incident = Assert.Single(await IncidentsAsync(again, "cam-01"))!;
        Assert.Equal("unacknowledged", incident["state"]!.GetValue<string>());
        await RaiseAsync(again, webhook, "cam-02");
        Assert.NotEqual(incident["id"]!.GetValue<string>(), Assert.Single(await IncidentsAsync(again, "cam-02"))!["id"]!.GetValue<string>());
        Assert.Single(webhook.Received.Where(r => Device(r.Body) == "cam-01" && r.Body["event"]!.GetValue<string>() == "raised").Select(r => r.Key).Distinct());
        Assert.DoesNotContain(webhook.Received.Where(r => Device(r.Body) == "cam-02"), r => keysBefore.Contains(r.Key));
    }

    [Fact]
    public async Task Restore_OfAHostileOrNewerArchive_WritesNothing()
    {
        using var folder = new TemporaryFolder();
        string archive = folder["evil.tar"];
        foreach ((string list, string why) in ((string, string)[])[
            ("""{"format":1,"program":"x","createdAt":"2026-01-01T00:00:00Z","files":[{"path":"../escaped","bytes":1,"sha256":"x"}],"cursors":[],"journals":[]}""", "would lie outside"),
            ("""{"format":7,"program":"9.0.0"}""", "was made by a newer telemetry (9.0.0"),
        ])
        {
            Write(archive, list);

            (int exitCode, string output) = await WorkerProcess.RunToEndAsync("restore", "--from", archive, $"--Data:Folder={folder["data"]}");

            Assert.Equal(1, exitCode);
            Assert.Contains(why, output, StringComparison.Ordinal);
            Assert.Equal(["evil.tar"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
        }
    }

    private static async Task RaiseAsync(WorkerProcess worker, WebhookReceiver webhook, string camera)
    {
        await MosquittoClient.PublishAsync(worker.MqttPort, $"{WaterSafety}/{camera}/event", Intrusion);
        await Eventually.TrueAsync(() => Task.FromResult(webhook.Received.Any(r => Device(r.Body) == camera)), Limit, () => worker.Output);
    }

    private static async Task<JsonArray> IncidentsAsync(WorkerProcess worker, string device)
    {
        JsonArray all = (await worker.GetAsync("/api/v1/incidents?state=all")).AsArray();
        return [.. all.Where(i => i!["device"]!.GetValue<string>() == device).Select(i => i!.DeepClone())];
    }

    /// <summary>Null for a call: that is about several.</summary>
    private static string? Device(JsonNode body) => body["incident"]?["device"]!.GetValue<string>();

    private static void Write(string archive, string list)
    {
        using FileStream file = File.Create(archive);
        using var tar = new TarWriter(file);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "telemetry-backup.json") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(list)) });
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "../escaped") { DataStream = new MemoryStream([1]) });
    }
}
