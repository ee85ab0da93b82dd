using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>The client against a real mosquitto.</summary>
public class MosquittoTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task PublishAndReceive_EveryQuality_Arrives(MqttProtocolVersion version)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Options(broker) with { ProtocolVersion = version, Subscriptions = [new("a/+/c", QualityOfService.ExactlyOnce)] }, receiver);
        await ConnectAsync(client);
        foreach (QualityOfService quality in Enum.GetValues<QualityOfService>())
        {
            ReasonCode reason = await client.PublishAsync($"a/{quality}/c", "水"u8.ToArray(), quality, retain: false, default).AsTask().WaitAsync(Patience);
            Assert.Equal(ReasonCode.Success, reason);
            Assert.Equal($"a/{quality}/c 水", await receiver.NextAsync());
        }
    }

    [Fact]
    public async Task Receive_TenThousandInABurst_AllArriveInOrderAndAreAcknowledged()
    {
        const int Count = 10_000;
        await using Mosquitto broker = await Mosquitto.StartAsync();
        var log = new ManualLog();
        var receiver = new RecordingReceiver(log);
        await using MqttClient client = Create(Options(broker) with { Subscriptions = [new("load", QualityOfService.AtLeastOnce)] }, receiver);
        await using MqttClient sender = Create(Options(broker));
        await ConnectAsync(client);
        await ConnectAsync(sender);
        Task<ReasonCode>[] published = [.. Enumerable.Range(0, Count).Select(i =>
            sender.PublishAsync("load", System.Text.Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)), QualityOfService.AtLeastOnce, retain: false, default).AsTask())];
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal($"load {i}", await receiver.NextAsync());
            if (i % 500 == 499)
                log.Commit(i + 1);
        }

        Assert.All(await Task.WhenAll(published).WaitAsync(Patience), reason => Assert.Equal(ReasonCode.Success, reason));
        log.Commit(Count);

        // Stopping waits for the last acknowledgement.
        await client.StopAsync(default).WaitAsync(Patience);
        Assert.Equal(Count, client.Statistics.Received);
        Assert.Equal(0, log.Waiting);
    }

    [Fact]
    public async Task Receive_NotCommittedBeforeTheEnd_ComesAgainWithTheSession()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        MqttClientOptions options = Options(broker) with
        {
            ClientId = "worker",
            CleanStart = false,
            SessionExpiry = TimeSpan.FromHours(1),
            Subscriptions = [new("a", QualityOfService.AtLeastOnce)],
        };
        await using MqttClient sender = Create(Options(broker));
        await ConnectAsync(sender);
        var firstLog = new ManualLog();
        var first = new RecordingReceiver(firstLog);
        await using (MqttClient client = Create(options, first))
        {
            await ConnectAsync(client);
            foreach (string payload in new[] { "1", "2", "3" })
                await sender.PublishAsync("a", System.Text.Encoding.UTF8.GetBytes(payload), QualityOfService.AtLeastOnce, retain: false, default);
            for (int i = 0; i < 3; i++)
                await first.NextAsync();
            while (firstLog.Waiting == 0)
                await Task.Yield();
            firstLog.Commit(1);
        }

        var second = new RecordingReceiver();
        await using MqttClient again = Create(options, second);
        await ConnectAsync(again);
        Assert.Equal("a 2 again", await second.NextAsync());
        Assert.Equal("a 3 again", await second.NextAsync());
        await again.StopAsync(default).WaitAsync(Patience);
        Assert.False(second.TryNext(out _));
    }

    [Fact]
    public async Task Publish_BrokerKilledAndBack_ArrivesAfterAll()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Options(broker) with { Subscriptions = [new("a", QualityOfService.AtLeastOnce)] }, receiver);
        await ConnectAsync(client);
        broker.Kill();
        Task<ReasonCode> published = client.PublishAsync("a", "late"u8.ToArray(), QualityOfService.AtLeastOnce, retain: false, default).AsTask();
        await broker.StartAgainAsync();
        Assert.True(await published.WaitAsync(Patience) is ReasonCode.Success or ReasonCode.NoMatchingSubscribers);
        await ConnectAsync(client, start: false);
        Assert.Equal(ReasonCode.Success, await client.PublishAsync("a", "x"u8.ToArray(), QualityOfService.AtLeastOnce, retain: false, default).AsTask().WaitAsync(Patience));
        Assert.Equal(2, client.Statistics.Connections);
    }

    [Fact]
    public async Task Connect_WrongPassword_SaysSoAndGoesOnTrying()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(b =>
        {
            File.WriteAllText(b["passwords"], "");
            return $"allow_anonymous false\npassword_file {b["passwords"]}";
        });
        await using MqttClient client = Create(Options(broker) with { UserName = "u", Password = "wrong" });
        var refusals = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        int count = 0;
        client.StateChanged += (state, reason) =>
        {
            if (state == MqttConnectionState.Waiting && ++count == 3)
                refusals.TrySetResult(reason);
        };
        await client.StartAsync(default);
        Assert.StartsWith("the broker refused the connection: NotAuthorized", await refusals.Task.WaitAsync(Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Will_ConnectionLost_IsPublishedAndAfterStopItIsNot()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        var receiver = new RecordingReceiver();
        await using MqttClient watcher = Create(Options(broker) with { Subscriptions = [new("status", QualityOfService.AtLeastOnce)] }, receiver);
        await ConnectAsync(watcher);
        await using (MqttClient leaving = Create(WithWill("leaving")))
        {
            await ConnectAsync(leaving);
            await leaving.StopAsync(default);
        }

        // Its receiver fails, so it goes without a word.
        var failing = new RecordingReceiver { Failure = new IOException("disk") };
        await using MqttClient lost = Create(WithWill("lost") with { Subscriptions = [new("poison", QualityOfService.AtLeastOnce)] }, failing);
        await ConnectAsync(lost);
        await watcher.PublishAsync("poison", default, QualityOfService.AtLeastOnce, retain: false, default);
        Assert.Equal("status lost", await receiver.NextAsync());

        MqttClientOptions WithWill(string text) => Options(broker) with
        {
            Will = new WillMessage { Topic = "status", Payload = System.Text.Encoding.UTF8.GetBytes(text), QualityOfService = QualityOfService.AtLeastOnce },
        };
    }

    private static async Task ConnectAsync(MqttClient client, bool start = true)
    {
        if (start)
            await client.StartAsync(default);
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
    }

    private static MqttClientOptions Options(Mosquitto broker) =>
        new() { Port = broker.Port, ReconnectDelay = TimeSpan.FromMilliseconds(10), ReconnectDelayMaximum = TimeSpan.FromMilliseconds(200) };

    private static MqttClient Create(MqttClientOptions options, RecordingReceiver? receiver = null) =>
        new(options, receiver, TimeProvider.System, NullLogger<MqttClient>.Instance);
}
