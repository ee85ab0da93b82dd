using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>mosquitto_pub and mosquitto_sub against the embedded broker.</summary>
public sealed class MosquittoInteropTests(ServedBroker broker) : IClassFixture<ServedBroker>
{
    private const string Format = "%t %p q%q r%r";
    private readonly string _topic = $"interop/{Guid.NewGuid():N}";
    private readonly string _pub = Missing.Need("mosquitto_pub", "mosquitto-clients");
    private readonly string _sub = Missing.Need("mosquitto_sub", "mosquitto-clients");

    [Theory]
    [InlineData("mqttv311", "0")]
    [InlineData("mqttv311", "1")]
    [InlineData("mqttv311", "2")]
    [InlineData("mqttv5", "0")]
    [InlineData("mqttv5", "1")]
    [InlineData("mqttv5", "2")]
    public async Task PublishAndSubscribe_EveryQuality_Arrives(string version, string quality)
    {
        await using PeerProcess subscriber = await SubscribeAsync("-V", version, "-q", quality, "-C", "3");
        for (int i = 0; i < 3; i++)
            await broker.RunAsync(_pub, "-p", broker.PortText, "-V", version, "-q", quality, "-t", _topic, "-m", $"m{i}");
        await subscriber.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(string.Concat(Enumerable.Range(0, 3).Select(i => $"{_topic} m{i} q{quality} r0\n")), Messages(subscriber));
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Retained_SubscribedLater_ComesUntilDeleted(string version)
    {
        await broker.RunAsync(_pub, "-p", broker.PortText, "-V", version, "-q", "2", "-r", "-t", _topic, "-m", "kept");
        Assert.Equal($"{_topic} kept q2 r1", await broker.RunAsync(_sub, "-p", broker.PortText, "-V", version, "-q", "2", "-t", _topic, "-F", Format, "-C", "1", "-W", "20"));
        await broker.RunAsync(_pub, "-p", broker.PortText, "-V", version, "-q", "1", "-r", "-n", "-t", _topic);
        await using PeerProcess subscriber = await SubscribeAsync("-V", version, "-q", "2", "-C", "1");
        await broker.RunAsync(_pub, "-p", broker.PortText, "-V", version, "-t", _topic, "-m", "fresh", "-q", "1");
        await subscriber.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal($"{_topic} fresh q1 r0\n", Messages(subscriber));
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Will_ClientKilled_IsPublishedAndAfterDisconnectItIsNot(string version)
    {
        await using PeerProcess watcher = await SubscribeAsync("-V", version, "-q", "2", "-C", "1");
        await using (PeerProcess leaving = await WithWillAsync("left"))
        {
            // Its one message: it says DISCONNECT (after a signal it would say, in 5.0, that the will is to be published).
            await broker.RunAsync(_pub, "-p", broker.PortText, "-t", $"{_topic}/other", "-m", "x", "-q", "1");
            await leaving.WaitForExitAsync(TimeSpan.FromSeconds(30));
        }

        await using PeerProcess lost = await WithWillAsync("lost");
        lost.Kill();
        await watcher.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal($"{_topic} lost q2 r0\n", Messages(watcher));

        Task<PeerProcess> WithWillAsync(string text) => StartAsync(
            "-V", version, "-t", $"{_topic}/other", "-C", "1", "--will-topic", _topic, "--will-payload", text, "--will-qos", "2");
    }

    [Fact]
    public async Task Will_DisconnectWithWill_IsPublished()
    {
        await using PeerProcess watcher = await SubscribeAsync("-q", "2", "-C", "1");
        await using PeerProcess leaving = await StartAsync(
            "-V", "mqttv5", "-t", $"{_topic}/other", "--will-topic", _topic, "--will-payload", "told", "--will-qos", "1", "-D", "will", "content-type", "c");
        await leaving.StopAsync();
        await watcher.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal($"{_topic} told q1 r0\n", Messages(watcher));
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Session_PublishedWhileAway_ComesInOrder(string version)
    {
        string[] session = ["-V", version, "-c", "-i", $"s-{Guid.NewGuid():N}", "-q", "2", .. version == "mqttv5" ? ["-x", "3600"] : Array.Empty<string>()];
        await using (PeerProcess first = await SubscribeAsync(session))
            await first.StopAsync();
        for (int i = 0; i < 5; i++)
            await broker.RunAsync(_pub, "-p", broker.PortText, "-V", version, "-q", i < 2 ? "1" : "2", "-t", _topic, "-m", $"m{i}");
        string received = await broker.RunAsync(_sub, ["-p", broker.PortText, "-t", _topic, "-F", "%p", "-C", "5", "-W", "20", .. session]);
        Assert.Equal("m0\nm1\nm2\nm3\nm4", received);
    }

    [Fact]
    public async Task Properties_EveryOne_ArrivesUnchanged()
    {
        await using PeerProcess subscriber = await SubscribeAsync("-V", "mqttv5", "-q", "2", "-C", "1", "-F", "%p|%C|%R|%D|%P");
        await broker.RunAsync(
            _pub, "-p", broker.PortText, "-V", "mqttv5", "-q", "2", "-t", _topic, "-m", "x",
            "-D", "publish", "content-type", "text/plain", "-D", "publish", "response-topic", "answers/1", "-D", "publish", "correlation-data", "c7",
            "-D", "publish", "payload-format-indicator", "1", "-D", "publish", "message-expiry-interval", "60",
            "-D", "publish", "user-property", "k", "1", "-D", "publish", "user-property", "k", "2");
        await subscriber.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("x|text/plain|answers/1|c7|k:1 k:2\n", Messages(subscriber));
    }

    [Fact]
    public async Task TopicAlias_SetByTheClient_IsResolved()
    {
        await using PeerProcess subscriber = await SubscribeAsync("-V", "mqttv5", "-q", "1", "-C", "1");
        await broker.RunAsync(_pub, "-p", broker.PortText, "-V", "mqttv5", "-q", "1", "-t", _topic, "-m", "x", "-D", "publish", "topic-alias", "1");
        await subscriber.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal($"{_topic} x q1 r0\n", Messages(subscriber));
    }

    /// <summary>A subscriber whose subscription is granted.</summary>
    private async Task<PeerProcess> SubscribeAsync(params string[] arguments) =>
        await StartAsync(["-t", _topic, .. arguments.Contains("-F") ? Array.Empty<string>() : ["-F", Format], .. arguments]);

    private async Task<PeerProcess> StartAsync(params string[] arguments)
    {
        // Into a pipe it would print nothing before it ends.
        PeerProcess process = PeerProcess.Start(Missing.Need("stdbuf", "coreutils"), ["-oL", _sub, "-p", broker.PortText, "-d", .. arguments]);
        await Eventually.TrueAsync(
            () => Task.FromResult(process.HasExited || process.Output.Contains("Subscribed (mid", StringComparison.Ordinal)), TimeSpan.FromSeconds(20), () => process.Output);
        return process;
    }

    /// <summary>What it printed besides what -d makes it say of packets.</summary>
    private static string Messages(PeerProcess process) => string.Concat(process.Output.Split('\n')
        .Where(line => line.Length > 0 && !line.StartsWith("Client ", StringComparison.Ordinal) && !line.StartsWith("Subscribed ", StringComparison.Ordinal))
        .Select(line => line + "\n"));
}
