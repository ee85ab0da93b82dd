using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary>What the outside sends by mistake or malice: each has its clear error and its counter, and stops nobody else.</summary>
public sealed class BadInputTests
{
    private const string Topic = "city/linqing/heating/hs-0001/telemetry";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(Topic, """{"primary_flow":""", "malformed-json")]
    [InlineData(Topic, """{"primary_flow":1}x""", "trailing-bytes")]
    [InlineData(Topic, "[[1]]", "not-an-object")]
    [InlineData(Topic, """[{"primary_flow":1}]""", "missing-timestamp")]
    [InlineData("city/linqing/heating/hs-9999/telemetry", """{"primary_flow":1}""", "unknown-device")]
    [InlineData("city/linqing/heating/hs-0001/gossip", """{"primary_flow":1}""", "unknown-topic")]
    [InlineData("somewhere/else", "x", "unknown-topic")]
    [InlineData("city/shenxian/heating/hs-0001/telemetry", """{"primary_flow":1}""", "wrong-area")]
    [InlineData("city/linqing/cabin/hs-0001/telemetry", """{"primary_flow":1}""", "wrong-system")]
    [InlineData("city/linqing/heating/hs-0001/command", """{"id":"x"}""", "wrong-direction")]
    public async Task Message_ThatCannotBeUnderstood_IsKeptInQuarantineWithItsReason(string topic, string payload, string reason)
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);

        await MosquittoClient.PublishAsync(worker.MqttPort, topic, payload);
        await MosquittoClient.PublishAsync(worker.MqttPort, Topic, """{"primary_flow":7}""");

        await Eventually.EqualAsync(1, () => QuarantinedAsync(worker, reason), Limit, () => worker.Output);
        var message = (await worker.GetAsync($"/api/v1/quarantine?reason={reason}"))["messages"]![0]!;
        Assert.Equal(payload, message["text"]!.GetValue<string>());
        Assert.Equal(topic, message["topic"]!.GetValue<string>());
        Assert.Equal(1, await worker.MetricAsync($"telemetry_rejected_messages_total{{reason=\"{reason}\"}}"));
        await Eventually.EqualAsync(7, () => ValueAsync(worker, "primary_flow"), Limit);
    }

    [Fact]
    public async Task Message_OverTheLimit_IsKeptInQuarantineAsOversize()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"]);
        await File.WriteAllTextAsync(folder["large"], $$"""{"primary_flow":1,"note":"{{new string('x', 300_000)}}"}""");

        await MosquittoClient.PublishFileAsync(worker.MqttPort, Topic, folder["large"]);

        await Eventually.EqualAsync(1, () => QuarantinedAsync(worker, "oversize"), Limit, () => worker.Output);
    }

    [Fact]
    public async Task Fields_ThatAreWrong_AreDroppedOrMarkedAndTheirNeighboursStay()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);

        await MosquittoClient.PublishAsync(
            worker.MqttPort, Topic,
            """{"primary_supply_pressure":99,"primary_return_pressure":"high","primary_supply_temperature":NaN,"primary_return_temperature":1e999,"colour":3,"primary_flow":8}""");

        await Eventually.EqualAsync(8, () => ValueAsync(worker, "primary_flow"), Limit, () => worker.Output);
        var fields = (await worker.GetAsync("/api/v1/devices/hs-0001"))["fields"]!.AsObject();
        Assert.Equal(["primary_flow", "primary_supply_pressure"], fields.Select(f => f.Key).Order());
        Assert.Equal("bad", fields["primary_supply_pressure"]!["quality"]!.GetValue<string>());
        foreach ((string reason, int count) in new[] { ("out-of-range", 1), ("wrong-type", 1), ("not-finite", 2), ("unknown-field", 1) })
            Assert.Equal(count, await worker.MetricAsync($"telemetry_device_faults_total{{reason=\"{reason}\"}}"));
        Assert.Contains("colour", worker.Output, StringComparison.Ordinal);
        Assert.Empty((await worker.GetAsync("/api/v1/incidents")).AsArray());
    }

    [Fact]
    public async Task Account_WrongPasswordOrTopicOfAnother_IsRefusedAndCounted()
    {
        using var folder = new TemporaryFolder();
        await WorkerProcess.SetAccountAsync(folder.Path, "hs-0001", "correct horse");
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);

        (int wrongPassword, string said) = await MosquittoClient.PublishAsync(worker.MqttPort, Topic, """{"primary_flow":1}""", "-u", "hs-0001", "-P", "wrong", "-i", "hs-0001");
        (int ownTopic, string output) = await MosquittoClient.PublishAsync(worker.MqttPort, Topic, """{"primary_flow":5}""", "-u", "hs-0001", "-P", "correct horse", "-i", "hs-0001");
        await MosquittoClient.PublishAsync(
            worker.MqttPort, "city/linqing/heating/hs-0002/telemetry", """{"primary_flow":6}""", "-V", "5", "-u", "hs-0001", "-P", "correct horse", "-i", "hs-0001");

        Assert.NotEqual(0, wrongPassword);
        Assert.Contains("bad user name", said, StringComparison.OrdinalIgnoreCase);
        Assert.True(ownTopic == 0, output);
        await Eventually.EqualAsync(5, () => ValueAsync(worker, "primary_flow"), Limit, () => worker.Output);
        Assert.Empty((await worker.GetAsync("/api/v1/devices/hs-0002"))["fields"]!.AsObject());
        Assert.True(await worker.MetricAsync("telemetry_mqtt_refused_total{stage=\"connect\",reason=\"bad-user-name-or-password\"}") >= 1, await worker.Http.GetStringAsync("/metrics"));
        Assert.True(await worker.MetricAsync("telemetry_mqtt_refused_total{stage=\"publish\",reason=\"not-authorized\"}") >= 1, await worker.Http.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task Start_PortInUse_SaysWhichAndHow()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess first = await WorkerProcess.StartAsync(folder["a"]);

        (int exitCode, string output) = await WorkerProcess.RunToEndAsync(
            "run", $"--Data:Folder={folder["b"]}", $"--City:Folder={Repository.Seeds}", $"--Mqtt:Port={first.MqttPort}", "--Console:Url=http://127.0.0.1:0");

        Assert.Equal(1, exitCode);
        Assert.Contains($"Mqtt:Port = {first.MqttPort}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ConsolePortInUse_SaysWhichAndHow()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess first = await WorkerProcess.StartAsync(folder["a"]);

        (int exitCode, string output) = await WorkerProcess.RunToEndAsync(
            "run", $"--Data:Folder={folder["b"]}", $"--City:Folder={Repository.Seeds}", "--Mqtt:Port=0", $"--Console:Url={first.Http.BaseAddress!.AbsoluteUri.TrimEnd('/')}");

        Assert.Equal(1, exitCode);
        Assert.Contains("Console:Url", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DataFolderOfARunningWorker_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess first = await WorkerProcess.StartAsync(folder.Path);

        (int exitCode, string output) = await WorkerProcess.RunToEndAsync(
            "run", $"--Data:Folder={folder.Path}", $"--City:Folder={Repository.Seeds}", "--Mqtt:Port=0", "--Console:Url=http://127.0.0.1:0");

        Assert.Equal(1, exitCode);
        Assert.Contains(folder.Path, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DataFolderThatCannotBeWritten_SaysWhichAndHow()
    {
        // A path below a file cannot be made, not even by root, who may write read-only folders.
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["file"], "");

        (int exitCode, string output) = await WorkerProcess.RunToEndAsync("run", $"--Data:Folder={folder["file/data"]}", $"--City:Folder={Repository.Seeds}");

        Assert.Equal(1, exitCode);
        Assert.Contains("Data:Folder", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WrongOptions_NamesAllOfThemAndStartsNothing()
    {
        (int exitCode, string output) = await WorkerProcess.RunToEndAsync(
            "run", "--Mqtt:Prot=1884", "--Journal:Linger=soon", "--Store:Kind=influxdb1", "--Console:SessionLifetime=1s", $"--City:Folder={Repository.Seeds}");

        Assert.Equal(2, exitCode);
        Assert.Contains("did you mean Mqtt:Port?", output, StringComparison.Ordinal);
        Assert.Contains("Journal:Linger", output, StringComparison.Ordinal);
        Assert.Contains("Store:Url is missing", output, StringComparison.Ordinal);
        Assert.Contains("Console:SessionLifetime", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_BrokenYaml_NamesEveryMistakeWithFileLineAndColumn()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["systems"]);
        Directory.CreateDirectory(folder["city"]);
        await File.WriteAllTextAsync(folder["systems/x.yaml"], "system: x\nkinds: [\n");
        await File.WriteAllTextAsync(folder["city/y.yaml"], "areas:\n  - { id: a, level: planet, title: { zh: 甲, en: A } }\n");

        (int exitCode, string output) = await WorkerProcess.RunToEndAsync("check", $"--City:Folder={folder.Path}");

        Assert.Equal(2, exitCode);
        Assert.Matches(@"systems/x\.yaml:\d+:\d+: ", output);
        Assert.Matches(@"city/y\.yaml:2:\d+: ", output);
    }

    private static async Task<int> QuarantinedAsync(WorkerProcess worker, string reason) =>
        (await worker.GetAsync($"/api/v1/quarantine?reason={reason}"))["messages"]!.AsArray().Count;

    private static async Task<double> ValueAsync(WorkerProcess worker, string field) =>
        (await worker.GetAsync("/api/v1/devices/hs-0001"))["fields"]![field]?["value"]?.GetValue<double>() ?? double.NaN;
}
