using System.Globalization;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>Debian's mosquitto_pub and mosquitto_sub against the broker.</summary>
public class MosquittoClientTests
{
    [Theory]
    [InlineData("mqttv311", 0)]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv5", 1)]
    [InlineData("mqttv5", 2)]
    public async Task PublishAndSubscribe_RealClients_Understand(string version, int qos)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        string level = qos.ToString(CultureInfo.InvariantCulture);
        await using PeerProcess subscriber = Start("mosquitto_sub", broker, "-V", version, "-i", "sub", "-t", "city/+/heating/#", "-q", level, "-C", "3", "-F", "%t %p %q");
        await TestBroker.EventuallyAsync(() => broker.Statistics.Sessions == 1 && Subscriptions(broker) == 1, "mosquitto_sub has subscribed");
        for (int i = 1; i <= 3; i++)
        {
            await using PeerProcess publisher = Start("mosquitto_pub", broker, "-V", version, "-t", "city/linqing/heating/hs-0001/telemetry", "-m", $"{i}", "-q", level);
            await TestBroker.EventuallyAsync(() => publisher.HasExited, "mosquitto_pub has published");
            Assert.True(publisher.ExitCode == 0, publisher.Output);
        }

        await TestBroker.EventuallyAsync(() => subscriber.HasExited, "mosquitto_sub has its messages");
        subscriber.Kill(); // has exited; waits for the last of its output
        string[] lines = subscriber.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(Enumerable.Range(1, 3).Select(i => $"city/linqing/heating/hs-0001/telemetry {i} {qos}"), lines);
    }

    [Fact]
    public async Task Retained_RealClients_GetAndClear()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await RunAsync(broker, "mosquitto_pub", "-t", "a/status", "-m", "online", "-r", "-q", "1");
        Assert.Contains("online", await RunAsync(broker, "mosquitto_sub", "-t", "a/+", "-C", "1"), StringComparison.Ordinal);
        await RunAsync(broker, "mosquitto_pub", "-t", "a/status", "-n", "-r", "-q", "1");
        Assert.Equal(0, broker.Statistics.RetainedMessages);
    }

    [Fact]
    public async Task Password_RealClient_IsRefusedWithoutIt()
    {
        await using TestBroker broker = await TestBroker.StartAsync(access: new ScriptedAccess { Password = "right" });
        await RunAsync(broker, "mosquitto_pub", "-u", "u", "-P", "right", "-t", "a", "-m", "x", "-q", "1");
        await using PeerProcess wrong = Start("mosquitto_pub", broker, "-u", "u", "-P", "wrong", "-t", "a", "-m", "x", "-q", "1");
        await TestBroker.EventuallyAsync(() => wrong.HasExited, "mosquitto_pub has given up");
        Assert.NotEqual(0, wrong.ExitCode);
        Assert.Equal(1, broker.Statistics.MessagesReceived);
    }

    [Fact]
    public async Task Will_RealClientKilled_IsPublished()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync(new Mqtt.Packets.SubscriptionRequest("gone", QualityOfService.AtLeastOnce));
        await using PeerProcess victim = Start("mosquitto_sub", broker, "-t", "x", "--will-topic", "gone", "--will-payload", "bye", "--will-qos", "1");
        await TestBroker.EventuallyAsync(() => Subscriptions(broker) == 2, "mosquitto_sub has subscribed");
        victim.Kill();
        Assert.Equal("bye", (await watcher.ReadPublishAsync()).Payload);
    }

    [Fact]
    public async Task PersistentSession_RealClient_GetsWhatItMissed()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await RunAsync(broker, "mosquitto_sub", "-i", "worker", "-c", "-q", "1", "-t", "a/#", "-E");
        for (int i = 1; i <= 3; i++)
            await RunAsync(broker, "mosquitto_pub", "-t", "a/b", "-m", $"{i}", "-q", "1");
        string output = await RunAsync(broker, "mosquitto_sub", "-i", "worker", "-c", "-q", "1", "-t", "a/#", "-C", "3");
        Assert.Equal(["1", "2", "3"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static int Subscriptions(TestBroker broker) => broker.Statistics.Subscriptions;

    private static async Task<string> RunAsync(TestBroker broker, string program, params string[] arguments)
    {
        await using PeerProcess process = Start(program, broker, arguments);
        await TestBroker.EventuallyAsync(() => process.HasExited, program);
        process.Kill(); // has exited; waits for the last of its output
        Assert.True(process.ExitCode == 0, process.Output);
        return process.Output;
    }

    private static PeerProcess Start(string program, TestBroker broker, params string[] arguments)
    {
        string? path = PeerProcess.Find(program);
        if (path is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("TELEMETRY_STRICT") == "1", $"{program} is not installed.");
            Assert.Skip($"{program} is not installed.");
        }

        return PeerProcess.Start(path, ["-h", "127.0.0.1", "-p", broker.Port.ToString(CultureInfo.InvariantCulture), .. arguments]);
    }
}
