using Telemetry.EndToEnd.Tests.Harness;

namespace Telemetry.EndToEnd.Tests.Deployment;

/// <summary>deploy/mosquitto with a real mosquitto: what it lets through, and what it keeps.</summary>
public sealed class MosquittoTests
{
    private const string Topic = "city/linqing/heating/hs-0001/telemetry";

    [Theory]
    [InlineData("city/linqing/heating/hs-0001/telemetry", true)]
    [InlineData("city/linqing/heating/hs-0001/event", true)]
    [InlineData("city/linqing/heating/hs-0001/status", true)]
    [InlineData("city/linqing/heating/hs-0001/snapshot/s1", true)]
    [InlineData("city/linqing/heating/hs-0001/command/reply", true)]
    [InlineData("city/linqing/heating/hs-0001/command", false)]
    [InlineData("city/linqing/heating/hs-0002/telemetry", false)]
    [InlineData("city/linqing/heating/hs-0001", false)]
    [InlineData("other/linqing/heating/hs-0001/telemetry", false)]
    public async Task Publish_AsADevice_OnlyUnderItsOwnTopic(string topic, bool allowed)
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync("hs-0001");

        Command published = await PublishAsync(broker, broker.Devices["hs-0001"], topic);

        Assert.Equal(allowed, !published.Error.Contains("Not authorized", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Subscribe_ADeviceToEverything_HearsOnlyItsOwnCommands()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync("hs-0001");
        MosquittoAccount device = broker.Devices["hs-0001"];
        await Command.MosquittoAsync("mosquitto_sub", broker.DevicePort, device, ["-c", "-i", "hs-0001", "-q", "1", "-t", "city/#", "-E"]);

        await PublishAsync(broker, broker.Secrets.Simulators, Topic, broker.ServicePort);
        await PublishAsync(broker, broker.Secrets.Worker, "city/linqing/heating/hs-0002/command", broker.ServicePort);
        await PublishAsync(broker, broker.Secrets.Worker, "city/linqing/heating/hs-0001/command", broker.ServicePort);
        Command heard = await Command.MosquittoAsync("mosquitto_sub", broker.DevicePort, device, ["-c", "-i", "hs-0001", "-q", "1", "-t", "city/#", "-C", "1", "-W", "10", "-F", "%t"]);

        Assert.Equal("city/linqing/heating/hs-0001/command", heard.Output.Trim());
    }

    [Fact]
    public async Task Connect_WithTheClientIdOfAnother_IsKnownByItsUserName()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync("hs-0001");

        await Command.MosquittoAsync("mosquitto_pub", broker.DevicePort, broker.Devices["hs-0001"], ["-i", "hs-0002", "-q", "1", "-t", Topic, "-m", "{}"]);

        Assert.Contains(" as hs-0001 ", broker.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(" as hs-0002 ", broker.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hs-0001", "wrong")]
    [InlineData("nobody", "x")]
    [InlineData("#", "x")]
    [InlineData("+", "x")]
    public async Task Connect_UnknownOrWrong_IsRefused(string user, string password)
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync("hs-0001");

        Command refused = await PublishAsync(broker, new MosquittoAccount(user, password), Topic);

        Assert.Contains("Not authorized", refused.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Connect_WithoutAccount_AnswersWhatTheHealthCheckLooksFor()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();

        Command refused = await Command.RunAsync(Missing.Need("mosquitto_sub", "mosquitto-clients"), ["-p", $"{broker.ServicePort}", "-t", "health", "-W", "3"]);

        Assert.Contains("not authorised", refused.Output + refused.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Queue_WorkerAwayAndBrokerKilled_KeepsWhatWasSaved()
    {
        const int messages = 3000; // three times mosquitto's default queue
        string[] subscription = ["-c", "-i", "worker", "-q", "1", "-t", "city/+/+/+/telemetry"];
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await Command.MosquittoAsync("mosquitto_sub", broker.ServicePort, broker.Secrets.Worker, [.. subscription, "-E"]);

        string input = string.Concat(Enumerable.Range(0, messages).Select(i => $"{{\"seq\":{i}}}\n"));
        Command sent = await Command.MosquittoAsync("mosquitto_pub", broker.ServicePort, broker.Secrets.Simulators, ["-q", "1", "-t", Topic, "-l"], input);
        Assert.Equal((0, ""), (sent.ExitCode, sent.Error));
        await broker.WaitForSaveAsync();
        await broker.KillAndRestartAsync();
        Command received = await Command.MosquittoAsync("mosquitto_sub", broker.ServicePort, broker.Secrets.Worker, [.. subscription, "-C", $"{messages}", "-W", "20"]);

        Assert.Equal(messages, received.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
    }

    private static Task<Command> PublishAsync(ShippedMosquitto broker, MosquittoAccount account, string topic, int? port = null) =>
        Command.MosquittoAsync("mosquitto_pub", port ?? broker.DevicePort, account, ["-V", "5", "-q", "1", "-t", topic, "-m", "{\"seq\":1}"]);
}
