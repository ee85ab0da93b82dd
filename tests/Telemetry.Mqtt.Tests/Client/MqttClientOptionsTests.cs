using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Client;

public class MqttClientOptionsTests
{
    public static TheoryData<string, MqttClientOptions> Wrong => new()
    {
        { "Host", new() { Host = "" } },
        { "Port", new() { Port = 0 } },
        { "Port", new() { Port = 65_536 } },
        { "ProtocolVersion", new() { ProtocolVersion = (MqttProtocolVersion)3 } },
        { "ClientId", new() { CleanStart = false } },
        { "Password", new() { Password = "p", ProtocolVersion = MqttProtocolVersion.V311 } },
        { "SessionExpiry", new() { SessionExpiry = TimeSpan.FromSeconds(-2) } },
        { "KeepAlive", new() { KeepAlive = TimeSpan.FromSeconds(65_536) } },
        { "KeepAlive", new() { KeepAlive = TimeSpan.FromSeconds(0.5) } },
        { "Will", new() { Will = new WillMessage { Topic = "a/#", Payload = [] } } },
        { "Subscriptions", new() { Subscriptions = [new SubscriptionRequest("", QualityOfService.AtLeastOnce)] } },
        { "Subscriptions", new() { Subscriptions = [new SubscriptionRequest("a/#/b", QualityOfService.AtLeastOnce)] } },
        { "Subscriptions", new() { Subscriptions = [new SubscriptionRequest("$share/g/a", QualityOfService.AtLeastOnce, NoLocal: true)] } },
        { "SubscriptionIdentifier", new() { SubscriptionIdentifier = 0 } },
        { "TopicAliasMaximum", new() { TopicAliasMaximum = 1_025 } },
        { "WhenQueueFull", new() { WhenQueueFull = (QueueFullPolicy)9 } },
        { "ClientId", new() { ClientId = new string('x', 65_536) } },
        { "UserName", new() { UserName = "a\0" } },
        { "Password", new() { Password = new string('x', 65_536) } },
        { "Will", new() { Will = new WillMessage { Topic = "a", Payload = new byte[65_536] } } },
        { "ReceiveMaximum", new() { ReceiveMaximum = 0 } },
        { "MaximumPacketSize", new() { MaximumPacketSize = 1_023 } },
        { "MaximumUserProperties", new() { MaximumUserProperties = -1 } },
        { "ReadFill", new() { ReadFill = TimeSpan.FromMilliseconds(21) } },
        { "ReadFill", new() { ReadFill = TimeSpan.FromMilliseconds(0.5) } },
        { "ConnectTimeout", new() { ConnectTimeout = TimeSpan.Zero } },
        { "ReconnectDelay", new() { ReconnectDelay = TimeSpan.Zero } },
        { "ReconnectDelay", new() { ReconnectDelay = TimeSpan.FromMinutes(1) } },
        { "ReconnectDelayMaximum", new() { ReconnectDelayMaximum = TimeSpan.FromHours(2) } },
        { "MaximumQueuedMessages", new() { MaximumQueuedMessages = 0 } },
        { "MaximumQueuedBytes", new() { MaximumQueuedBytes = 1 } },
        { "MaximumInflight", new() { MaximumInflight = 40_000 } },
        { "Tls", new() { Tls = new MqttTlsOptions { CertificateFile = "c.pem" } } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Constructor_OptionOutOfRange_NamesIt(string option, MqttClientOptions options)
    {
        var refused = Assert.Throws<ArgumentException>(() => Create(options));
        Assert.Equal(option, refused.ParamName);
        Assert.StartsWith(option + " ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_Defaults_AreTaken() => Assert.Equal(MqttConnectionState.Stopped, Create(new MqttClientOptions()).State);

    private static MqttClient Create(MqttClientOptions options) => new(options, null, TimeProvider.System, NullLogger<MqttClient>.Instance);
}
