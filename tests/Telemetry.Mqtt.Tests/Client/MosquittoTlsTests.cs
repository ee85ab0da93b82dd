using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Client;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>TLS with an authority of our own, against a real mosquitto.</summary>
public class MosquittoTlsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Connect_OwnAuthority_CarriesManyMessages()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(WithTls);
        var receiver = new RecordingReceiver();
        await using MqttClient client = Create(Options(broker) with { Subscriptions = [new("a", QualityOfService.AtLeastOnce)] }, receiver);
        await client.StartAsync(default);
        await client.WaitConnectedAsync(default).WaitAsync(Patience);
        byte[] large = new byte[30_000];
        large.AsSpan().Fill((byte)'x');
        Task<ReasonCode>[] published = [.. Enumerable.Range(0, 200).Select(_ => client.PublishAsync("a", large, QualityOfService.AtLeastOnce, retain: false, default).AsTask())];
        for (int i = 0; i < published.Length; i++)
            Assert.Equal(30_002, (await receiver.NextAsync()).Length);
        await Task.WhenAll(published).WaitAsync(Patience);
    }

    [Theory]
    [InlineData("other.pem", "localhost")]
    [InlineData("ca.pem", "elsewhere")]
    [InlineData("missing.pem", "localhost")]
    [InlineData("empty.pem", "localhost")]
    public async Task Connect_WrongAuthorityOrName_IsRefused(string caFile, string name)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(WithTls);
        await using MqttClient client = Create(Options(broker) with { Tls = new MqttTlsOptions { CaFile = broker[caFile], ServerName = name } });
        Assert.NotEmpty(await RefusalAsync(client));
        Assert.Equal(0, client.Statistics.Connections);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("early")]
    [InlineData("self")]
    public async Task Connect_CertificateExpiredOrTooNewOrSelfSigned_IsRefused(string server)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(b => WithTls(b, server));
        await using MqttClient client = Create(Options(broker));
        Assert.NotEmpty(await RefusalAsync(client));
        Assert.Equal(0, client.Statistics.Connections);
    }

    [Theory]
    [InlineData("client", true)]
    [InlineData("stranger", false)]
    [InlineData(null, false)]
    public async Task Connect_BrokerWantsAClientCertificate_NeedsOneOfItsAuthority(string? certificate, bool isTaken)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(b => WithTls(b, "server") + $"\nrequire_certificate true\ncafile {b["ca.pem"]}");
        await using MqttClient client = Create(Options(broker) with
        {
            Tls = new MqttTlsOptions
            {
                CaFile = broker["ca.pem"],
                ServerName = "localhost",
                CertificateFile = certificate is null ? null : broker[$"{certificate}.pem"],
                KeyFile = certificate is null ? null : broker[$"{certificate}.key"],
            },
        });
        if (isTaken)
        {
            await client.StartAsync(default);
            await client.WaitConnectedAsync(default).WaitAsync(Patience);
        }
        else
        {
            Assert.NotEmpty(await RefusalAsync(client));
            Assert.Equal(0, client.Statistics.Connections);
        }
    }

    [Fact]
    public async Task Connect_ServerWithoutTls_NeverSpeaksPlainly()
    {
        using var server = new ScriptedServer();
        await using MqttClient client = Create(new MqttClientOptions
        {
            Port = server.Port,
            UserName = "u",
            Password = "secret",
            ReconnectDelay = TimeSpan.FromMilliseconds(10),
            ReconnectDelayMaximum = TimeSpan.FromMilliseconds(10),
            Tls = new MqttTlsOptions(),
        });
        await client.StartAsync(default);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            using ScriptedServer.Connection connection = await server.AcceptAsync();
            byte[] first = await connection.ReadSomeAsync();

            // A handshake record, not a CONNECT.
            Assert.Equal(0x16, first[0]);
            Assert.Equal(-1, first.AsSpan().IndexOf("secret"u8));
            await connection.SendAsync("20 03 00 00 00");
        }

        Assert.Equal(0, client.Statistics.Connections);
    }

    private static async Task<string> RefusalAsync(MqttClient client)
    {
        var refused = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += (state, reason) =>
        {
            if (state == MqttConnectionState.Waiting)
                refused.TrySetResult(reason);
        };
        await client.StartAsync(default);
        return (await refused.Task.WaitAsync(Patience))!;
    }

    private static string WithTls(Mosquitto broker) => WithTls(broker, "server");

    private static string WithTls(Mosquitto broker, string server)
    {
        using var authority = new TestCertificates();
        using var other = new TestCertificates();
        DateTimeOffset now = authority.Now;
        authority.WriteAuthority(broker["ca.pem"]);
        other.WriteAuthority(broker["other.pem"]);
        File.WriteAllText(broker["empty.pem"], "");
        authority.Write(broker["server.pem"], broker["server.key"], now.AddDays(-1), now.AddDays(1));
        authority.Write(broker["expired.pem"], broker["expired.key"], now.AddDays(-2), now.AddDays(-1));
        authority.Write(broker["early.pem"], broker["early.key"], now.AddDays(1), now.AddDays(2));
        authority.Write(broker["self.pem"], broker["self.key"], now.AddDays(-1), now.AddDays(1), selfSigned: true);
        authority.Write(broker["client.pem"], broker["client.key"], now.AddDays(-1), now.AddDays(1));
        other.Write(broker["stranger.pem"], broker["stranger.key"], now.AddDays(-1), now.AddDays(1));
        return $"allow_anonymous true\ncertfile {broker[server + ".pem"]}\nkeyfile {broker[server + ".key"]}";
    }

    private static MqttClientOptions Options(Mosquitto broker) => new()
    {
        Port = broker.Port,
        ReconnectDelay = TimeSpan.FromMilliseconds(10),
        ReconnectDelayMaximum = TimeSpan.FromMilliseconds(200),
        Tls = new MqttTlsOptions { CaFile = broker["ca.pem"], ServerName = "localhost" },
    };

    private static MqttClient Create(MqttClientOptions options, RecordingReceiver? receiver = null) =>
        new(options, receiver, TimeProvider.System, NullLogger<MqttClient>.Instance);
}
