using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary>
/// A misbehaving device gets a device fault, never a process alarm: each fault over a real connection, with its counter and
/// the device's health; then a value that is believed, which does alarm.
/// </summary>
public sealed partial class MisbehavingDeviceTests(WatchedWorker city) : IClassFixture<WatchedWorker>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>A device for each, the fault as the API shows it, and what is sent: <c>@-20</c> stands for the time 20 s ago.</summary>
    public static TheoryData<string, string, string[]> Faults => new()
    {
        { "d-01", "out-of-range 1", ["""{"ts":@-20,"pressure":11}"""] },
        { "d-02", "out-of-range 1", ["""{"ts":@-20,"pressure":1,"temperature":201}"""] },
        { "d-03", "wrong-type 1", ["""{"ts":@-20,"pressure":"9","temperature":20}"""] },
        { "d-04", "not-finite 2", ["""{"ts":@-20,"pressure":NaN,"temperature":1e999,"primary_flow":1}"""] },
        { "d-05", "jump 1", ["""{"ts":@-20,"pressure":1}""", """{"ts":@-15,"pressure":9}""", """{"ts":@-10,"pressure":1.1}"""] },
        { "d-06", "stuck 1", ["""{"ts":@-20,"pressure":1}""", """{"ts":@-12,"pressure":1}""", """{"ts":@-9,"pressure":1}""", """{"ts":@-8,"pressure":1}"""] },
        { "d-07", "sequence-gap 1", ["""{"ts":@-20,"seq":1,"pressure":1}""", """{"ts":@-19,"seq":5,"pressure":1.1}"""] },
        { "d-08", "sequence-restart 1", ["""{"ts":@-20,"seq":7,"pressure":1}""", """{"ts":@-19,"seq":1,"pressure":1.1}"""] },
        { "d-09", "duplicate 1", ["""{"ts":@-20,"seq":1,"pressure":1}""", """{"ts":@-20,"seq":1,"pressure":1}"""] },
        { "d-10", "late 1", ["""{"ts":@-20,"pressure":1}""", """{"ts":@-21,"pressure":1.1}"""] },
        { "d-11", "unknown-field 1", ["""{"ts":@-20,"presure":9,"pressure":1}"""] },
        { "d-12", "suspect-time 1", ["""{"ts":@-1000000000,"pressure":1}"""] },
        { "d-13", "empty-sample 1", ["""[{"ts":@-20,"pressure":"9"},{"ts":@-19,"pressure":1}]"""] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_IsCountedAndShownAndAlarmsNothing(string device, string expected, string[] payloads)
    {
        string counter = $"telemetry_device_faults_total{{reason=\"{expected.Split(' ')[0]}\"}}";
        double before = await city.Worker.MetricAsync(counter);
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (string payload in payloads)
            await WatchedWorker.PublishAsync(city.Worker, device, Timed(payload, now));

        // A sample without its field is of the wrong type too: what is looked for is among what is shown.
        await Eventually.TrueAsync(
            async () => (await WatchedWorker.FaultsAsync(city.Worker, device)).Split(", ").Contains(expected), Limit, () => city.Worker.Output);
        Assert.Equal(int.Parse(expected.Split(' ')[1], CultureInfo.InvariantCulture), await city.Worker.MetricAsync(counter) - before);

        // The third value that agrees is believed, and a device's samples are judged in their order: had one of those before alarmed, there would be two.
        foreach (string pressure in (string[])["6", "6.001", "6.002"])
            await WatchedWorker.PublishAsync(city.Worker, device, $$"""{"pressure":{{pressure}}}""");
        await Eventually.TrueAsync(async () => await WatchedWorker.IncidentsAsync(city.Worker, device) > 0, Limit, () => city.Worker.Output);
        Assert.Equal(1, await OccurrencesAsync(device));
    }

    [Fact]
    public async Task ClockSkew_IsMeasuredCountedAndShownAndAlarmsNothing()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(
            folder["data"], WatchedWorker.WriteCity(folder["city"]), "--Clock:Speed=120", "--Payload:SkewWindow=1m");
        long hourAgo = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds();
        int sent = 0;

        // The skew is judged when a window ends, a minute of a clock that runs 120 times as fast.
        await Eventually.TrueAsync(
            async () =>
            {
                await WatchedWorker.PublishAsync(worker, "d-01", string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{hourAgo + (++sent * 10)}},"pressure":{{1 + (sent % 2 * 0.01)}}}"""));
                return (await WatchedWorker.FaultsAsync(worker, "d-01")).Contains("clock-skew", StringComparison.Ordinal);
            },
            Limit, () => worker.Output);

        Assert.True((await WatchedWorker.HealthAsync(worker, "d-01"))["clockSkewMs"]!.GetValue<long>() <= -3_000_000, worker.Output);
        Assert.True(await worker.MetricAsync("telemetry_device_faults_total{reason=\"clock-skew\"}") >= 1);
        Assert.Equal(0, await WatchedWorker.IncidentsAsync(worker, "d-01"));
    }

    [Fact]
    public async Task Flood_OfOneDevice_CostsItsFiftyNeighboursNothing()
    {
        const int messages = 5_000;
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"], WatchedWorker.WriteCity(folder["city"]), "--Payload:MessageBurst=500");

        // Hundreds of times what the device may send; not as much as there is, since the neighbours share two cores with it.
        string program = Missing.Need("mosquitto_pub", "mosquitto-clients");
        await using PeerProcess flood = PeerProcess.Start(
            program, ["-p", $"{worker.MqttPort}", "-q", "1", "-t", "city/linqing/heating/chatty/telemetry", "-m", """{"pressure":1}""", "--repeat", "100000000", "--repeat-delay", "0.0002"]);
        await Eventually.TrueAsync(async () => await worker.MetricAsync("telemetry_rejected_messages_total{reason=\"flood\"}") > 0, Limit, () => worker.Output);

        LoadGenerator.Result result = await LoadGenerator.RunAsync(
            worker.MqttPort, "--count", $"{messages}", "--devices", "50", "--connections", "1", "--rate", "1000", "--timeout", "120", "--acked", folder["acked"]);
        bool wasFlooded = !flood.HasExited;

        Assert.True(wasFlooded, flood.Output);
        Assert.True(result.Acknowledged == messages, result.Output);
        int samples = File.ReadLines(folder["acked"]).Select(line => line.Split(' ')).Select(parts => (parts[0], parts[2])).Distinct().Count();
        Assert.Equal(samples, await AcknowledgedReadings.AreStoredOnceAsync(worker, folder["acked"]));
        Assert.True((await WatchedWorker.HealthAsync(worker, "chatty"))["flooded"]!.GetValue<long>() > 0);
        for (int i = 0; i < 50; i++)
        {
            JsonNode health = await WatchedWorker.HealthAsync(worker, $"hs-{i:0000}");
            Assert.Equal(0, health["flooded"]!.GetValue<long>());
            Assert.Equal("[]", health["faults"]!.ToJsonString());
        }

        // One message a second is kept as a sample of the flood, the rest is only counted.
        Assert.InRange((await worker.GetAsync("/api/v1/quarantine?reason=flood&limit=1000"))["messages"]!.AsArray().Count, 1, 999);
        Assert.Equal(0, await WatchedWorker.IncidentsAsync(worker, "chatty"));
    }

    private async Task<int> OccurrencesAsync(string device) =>
        (await city.Worker.GetAsync("/api/v1/incidents?state=all")).AsArray()
            .Where(incident => incident!["device"]!.GetValue<string>() == device).Sum(incident => incident!["occurrences"]!.GetValue<int>());

    private static string Timed(string payload, long now) =>
        Offset().Replace(payload, match => (now + (1000 * long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex("@(-[0-9]+)")]
    private static partial Regex Offset();
}
