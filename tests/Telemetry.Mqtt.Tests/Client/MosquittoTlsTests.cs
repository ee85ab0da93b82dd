using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
        var refused = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += (state, reason) =>
        {
            if (state == MqttConnectionState.Waiting)
                refused.TrySetResult(reason);
        };
        await client.StartAsync(default);
        Assert.NotEmpty((await refused.Task.WaitAsync(Patience))!);
        Assert.Equal(0, client.Statistics.Connections);
    }

    private static string WithTls(Mosquitto broker)
    {
        using X509Certificate2 authority = Authority("CN=City CA");
        using X509Certificate2 other = Authority("CN=City CA");
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=broker", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 server = request.Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 3]);
        File.WriteAllText(broker["ca.pem"], authority.ExportCertificatePem());
        File.WriteAllText(broker["other.pem"], other.ExportCertificatePem());
        File.WriteAllText(broker["empty.pem"], "");
        File.WriteAllText(broker["server.pem"], server.ExportCertificatePem());
        File.WriteAllText(broker["key.pem"], key.ExportPkcs8PrivateKeyPem());
        return $"allow_anonymous true\ncertfile {broker["server.pem"]}\nkeyfile {broker["key.pem"]}";
    }

    private static X509Certificate2 Authority(string name)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
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
