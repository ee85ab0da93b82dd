using System.Text;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>Sessions that stay, over lost connections and restarts of the broker.</summary>
public abstract class SessionContract(ContractServer server) : ClientContract(server)
{
    [Fact]
    public async Task Session_PublishedWhileAway_ComesInOrder()
    {
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            MqttClientOptions options = Staying(version, Topic("away"));
            await using (MqttClient first = await ConnectAsync(options, new ContractReceiver()))
                await first.StopAsync(default);
            await using MqttClient sender = await ConnectAsync(Options(version));
            for (int i = 0; i < 50; i++)
                await PublishAsync(sender, Topic("away"), Text(i), Best);

            var receiver = new ContractReceiver();
            await using MqttClient again = await ConnectAsync(options, receiver);
            for (int i = 0; i < 50; i++)
                Assert.Equal(Topic($"away {i}"), await receiver.NextAsync());
            await again.StopAsync(default);
            Assert.False(receiver.TryNext(out string? more), more);
        }
    }

    [Fact]
    public async Task Session_CleanStart_ForgetsWhatWaited()
    {
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            MqttClientOptions options = Staying(version, Topic("clean"));
            await using (MqttClient first = await ConnectAsync(options, new ContractReceiver()))
                await first.StopAsync(default);
            await using MqttClient sender = await ConnectAsync(Options(version));
            await PublishAsync(sender, Topic("clean"), "forgotten", Best);

            var receiver = new ContractReceiver();
            await using MqttClient again = await ConnectAsync(options with { CleanStart = true }, receiver);
            await PublishAsync(sender, Topic("clean"), "fresh", Best);
            Assert.Equal(Topic("clean fresh"), await receiver.NextAsync());
        }
    }

    [Fact]
    public async Task Session_NotAcknowledged_ComesAgainInOrder()
    {
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            MqttClientOptions options = Staying(version, Topic("again")) with { Subscriptions = [new(Topic("again"), QualityOfService.AtLeastOnce)] };
            var holding = new ContractReceiver(holds: true);
            MqttClient first = await ConnectAsync(options, holding);
            await using MqttClient sender = await ConnectAsync(Options(version));
            for (int i = 0; i < 20; i++)
                await PublishAsync(sender, Topic("again"), Text(i), QualityOfService.AtLeastOnce);
            for (int i = 0; i < 20; i++)
                Assert.Equal(Topic($"again {i}"), await holding.NextAsync());
            await first.AbortAsync();

            var receiver = new ContractReceiver();
            await using MqttClient again = await ConnectAsync(options, receiver);
            for (int i = 0; i < 20; i++)
                Assert.Equal(Topic($"again {i}"), await receiver.NextAsync());
        }
    }

    [Fact]
    public async Task Restart_QueuedWhileAway_ComesFromTheDisk()
    {
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            MqttClientOptions options = Staying(version, Topic("disk"));
            await using (MqttClient first = await ConnectAsync(options, new ContractReceiver()))
                await first.StopAsync(default);
            await using (MqttClient sender = await ConnectAsync(Options(version)))
            {
                for (int i = 0; i < 20; i++)
                    await PublishAsync(sender, Topic("disk"), Text(i), Best);
                await PublishAsync(sender, Topic("kept"), "x", QualityOfService.AtLeastOnce, retain: true);
                await sender.StopAsync(default);
            }

            if (Server.SurvivesAKill)
                Server.Kill();
            else
                await Server.StopAsync();
            await Server.StartAsync();

            var receiver = new ContractReceiver();
            await using MqttClient again = await ConnectAsync(options, receiver);
            for (int i = 0; i < 20; i++)
                Assert.Equal(Topic($"disk {i}"), await receiver.NextAsync());
            await again.SubscribeAsync([new(Topic("kept"), Best)], null, default).WaitAsync(Patience);
            Assert.Equal(Topic("kept x retained"), await receiver.NextAsync());
        }
    }

    [Fact]
    public async Task Restart_WhileConnected_BothEndsGoOn()
    {
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            var receiver = new ContractReceiver();
            await using MqttClient client = await ConnectAsync(Options(version) with { Subscriptions = [new(Topic("on"), Best)] }, receiver);
            Server.Kill();
            Task<ReasonCode> late = client.PublishAsync(Topic("late"), "x"u8.ToArray(), Best, retain: false, default).AsTask();
            await Server.StartAsync();
            Assert.True(await late.WaitAsync(Patience) < ReasonCode.UnspecifiedError);
            await client.WaitConnectedAsync(default).WaitAsync(Patience);
            await PublishAsync(client, Topic("on"), "again", Best);
            Assert.Equal(Topic("on again"), await receiver.NextAsync());
        }
    }

    [Fact]
    public async Task KeepAlive_BrokerSaysNothingAnyMore_IsNoticedAndTheClientComesBack()
    {
        MqttProtocolVersion version = Server.Versions[^1];
        await using MqttClient client = await ConnectAsync(Options(version) with { KeepAlive = TimeSpan.FromSeconds(2), ConnectTimeout = TimeSpan.FromSeconds(2) });
        var lost = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += (state, reason) =>
        {
            if (state == MqttConnectionState.Waiting)
                lost.TrySetResult(reason);
        };
        Server.Suspend();
        try
        {
            Assert.Equal("the broker does not answer pings", await lost.Task.WaitAsync(Patience));
        }
        finally
        {
            Server.Continue();
        }

        await client.WaitConnectedAsync(default).WaitAsync(Patience);
    }

    /// <summary>Both ends lose their connections again and again in the middle of everything.</summary>
    [Fact]
    public async Task Load_NetworkCutAgainAndAgain_LosesNothingAndDoublesNothingAtQoS2()
    {
        const int Count = 2_000;
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            await using var proxy = new CuttingProxy(Server.Port);
            var receiver = new ContractReceiver();
            string topic = Topic($"load{version}");
            MqttClientOptions options = Staying(version, topic) with { Port = proxy.Port };
            await using MqttClient subscriber = await ConnectAsync(options, receiver);
            await using MqttClient sender = await ConnectAsync(options with { ClientId = options.ClientId + "s", Subscriptions = [], MaximumInflight = 50 });
            Task<ReasonCode>[] published = [.. Enumerable.Range(0, Count).Select(i =>
                sender.PublishAsync(topic, Encoding.UTF8.GetBytes(Text(i)), Best, retain: false, default).AsTask())];
            var received = new List<int>();
            var distinct = new HashSet<int>();
            // nats-server sends again what was cut off only when its 30 s for an acknowledgement are over, long after the newest.
            for (int cuts = 0; distinct.Count < Count;)
            {
                received.Add(int.Parse((await receiver.NextAsync())[(topic.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture));
                distinct.Add(received[^1]);
                if (received.Count >= (cuts + 1) * 200 && cuts < 9)
                {
                    cuts++;
                    proxy.Cut();
                }
            }

            Assert.All(await Task.WhenAll(published).WaitAsync(Patience), reason => Assert.True(reason < ReasonCode.UnspecifiedError, reason.ToString()));
            Assert.True(sender.Statistics.Connections > 1);
            Assert.True(subscriber.Statistics.Connections > 1);
            await subscriber.StopAsync(default);
            if (Best == QualityOfService.ExactlyOnce)
            {
                Assert.Equal(Enumerable.Range(0, Count), received);
                Assert.False(receiver.TryNext(out string? more), more);
            }
            else
            {
                Assert.Equal(Enumerable.Range(0, Count), distinct.Order());
            }
        }
    }
}
