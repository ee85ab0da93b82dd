using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary>Nothing acknowledged is lost, nothing is stored twice: the embedded broker and store under load.</summary>
public sealed class LoadTests
{
    private const int Messages = 100_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Load_AHundredThousandReadings_AreAllAcknowledgedAndAllStored()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"], Repository.BenchCity);

        LoadGenerator.Result result = await LoadGenerator.RunAsync(
            worker.MqttPort, "--count", $"{Messages}", "--devices", "1000", "--timeout", "120", "--acked", folder["acked"]);

        Assert.True(result.Acknowledged == Messages, result.Output + worker.Output);
        await AcknowledgedReadings.AreStoredOnceAsync(worker, folder["acked"]);
    }

    [Fact]
    public async Task Kill_InTheMiddle_LosesAndDoublesNothing()
    {
        using var folder = new TemporaryFolder();
        using LoadGenerator.Running load = await StartAndKillAsync(folder);

        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"], load.Port, Repository.BenchCity);
        LoadGenerator.Result result = await load.Finished;

        Assert.True(result.Acknowledged == Messages, result.Output + worker.Output);
        Assert.True(result.Resent > 0, "the kill came too late to matter: " + result.Output);
        await AcknowledgedReadings.AreStoredOnceAsync(worker, folder["acked"]);
    }

    private static async Task<LoadGenerator.Running> StartAndKillAsync(TemporaryFolder folder)
    {
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"], Repository.BenchCity);
        LoadGenerator.Running load = LoadGenerator.Start(
            worker.MqttPort, "--count", $"{Messages}", "--devices", "1000", "--rate", "20000", "--timeout", "180", "--reconnect", "--acked", folder["acked"]);
        await Eventually.TrueAsync(async () => await worker.MetricAsync("telemetry_records_total") > Messages / 4, Limit, () => worker.Output);
        worker.Kill();
        return load;
    }
}
