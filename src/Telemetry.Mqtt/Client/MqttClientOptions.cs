using System.Text;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Client;

/// <summary>What a client needs to know.</summary>
public sealed record MqttClientOptions
{
    /// <summary>Name or address of the broker. Default: 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port of the broker, 1..65,535. Default: 1883 (with TLS usually 8883).</summary>
    public int Port { get; init; } = 1883;

    /// <summary>
    /// The client identifier. Default: empty, the broker chooses one; only with <see cref="CleanStart"/>.
    /// Two clients with one identifier throw each other out.
    /// </summary>
    public string ClientId { get; init; } = "";

    /// <summary>Default: null, anonymous.</summary>
    public string? UserName { get; init; }

    /// <summary>Default: null. In 3.1.1 only with <see cref="UserName"/>.</summary>
    public string? Password { get; init; }

    /// <summary>Default: 5.0.</summary>
    public MqttProtocolVersion ProtocolVersion { get; init; } = MqttProtocolVersion.V500;

    /// <summary>
    /// True (default): begins with a new session. In 5.0 later connections of the same client resume it when
    /// <see cref="SessionExpiry"/> is not zero; in 3.1.1 every connection begins anew. False: resumes what the broker
    /// kept, also from before this process.
    /// </summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>
    /// How long the broker keeps the session without a connection; 5.0 only. Whole seconds, 0..4,294,967,294 s;
    /// <see cref="Timeout.InfiniteTimeSpan"/>: for ever. Default: 0.
    /// </summary>
    public TimeSpan SessionExpiry { get; init; }

    /// <summary>
    /// The longest silence before a PINGREQ shows that both ends live. Whole seconds, 0..65,535 s, 0: never. Default:
    /// 30 s. A dead peer is noticed after about one and a half times this; a broker may ask for another value.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the broker publishes when this client is lost. Default: null, nothing.</summary>
    public WillMessage? Will { get; init; }

    /// <summary>
    /// Subscribed at the first connection, and again whenever the broker has no session. Default: none. The client
    /// counts as connected once the broker granted all of them.
    /// </summary>
    public IReadOnlyList<SubscriptionRequest> Subscriptions { get; init; } = [];

    /// <summary>
    /// Comes back with every message that <see cref="Subscriptions"/> match, 1..268,435,455; 5.0 only. Default: null, none.
    /// </summary>
    public uint? SubscriptionIdentifier { get; init; }

    /// <summary>QoS 1 and 2 messages that may be on the way to this client unacknowledged, 1..65,535; 5.0 only. Default: 65,535.</summary>
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>The largest packet in bytes this client takes, 1,024..268,435,460. Default: 1 MiB + 64 KiB.</summary>
    public int MaximumPacketSize { get; init; } = (1 << 20) + (64 << 10);

    /// <summary>Topic aliases the broker may set up on a connection, 0..1,024; 5.0 only. Default: 0, none. Each may cost 64 KiB.</summary>
    public ushort TopicAliasMaximum { get; init; }

    /// <summary>Topic aliases this client sets up, as far as the broker takes them, 0..65,535; 5.0 only. Default: 16. The first topics of a connection get them.</summary>
    public ushort OutgoingTopicAliases { get; init; } = 16;

    /// <summary>User properties taken in one packet of the broker's own, 0..65,535. Default: 100. PUBLISH may have as many as fit.</summary>
    public int MaximumUserProperties { get; init; } = DecodeContext.DefaultMaximumUserProperties;

    /// <summary>
    /// The longest time the socket may fill before the next read, while messages come fast; whole milliseconds, 0..20,
    /// 0: never. Default: 4 ms. A broker sends each message as a segment of its own, and reading each one by itself
    /// costs several times more than decoding it. With many messages a millisecond is enough and no more is taken;
    /// while fewer than two come in this time, each is read at once.
    /// </summary>
    public TimeSpan ReadFill { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>How long TCP, TLS, CONNECT and SUBSCRIBE may take together, 0.1..300 s. Default: 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The delay before the first new attempt, 10 ms..<see cref="ReconnectDelayMaximum"/>. Default: 250 ms. It doubles with each one, and half of it is random.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest delay between attempts, up to an hour. Default: 30 s.</summary>
    public TimeSpan ReconnectDelayMaximum { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// QoS 1 and 2 messages queued or on the way, 1..1,000,000. Default: 10,000. <see cref="WhenQueueFull"/> says what
    /// happens to more. QoS 0 messages are sent at once or not at all.
    /// </summary>
    public int MaximumQueuedMessages { get; init; } = 10_000;

    /// <summary>
    /// Bytes of queued messages, and again of QoS 0 messages that the connection has not taken yet, 64 KiB..1 GiB.
    /// Default: 64 MiB. A single larger message gets in when the queue is empty.
    /// </summary>
    public int MaximumQueuedBytes { get; init; } = 64 << 20;

    /// <summary>What happens to a QoS 1 or 2 message that finds the queue full. Default: it waits for room.</summary>
    public QueueFullPolicy WhenQueueFull { get; init; }

    /// <summary>Own QoS 1 and 2 messages on the way unacknowledged, 1..32,768; the broker may take fewer. Default: 1,000.</summary>
    public int MaximumInflight { get; init; } = 1_000;

    /// <summary>Default: null, plain TCP.</summary>
    public MqttTlsOptions? Tls { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range or contradicts another; the message names it.</exception>
    internal void Validate()
    {
        Require(Host.Length > 0, nameof(Host), "must not be empty");
        Require(Port is >= 1 and <= 65_535, nameof(Port), "must be 1..65,535");
        Require(Enum.IsDefined(ProtocolVersion), nameof(ProtocolVersion), "must be 3.1.1 or 5.0");
        Require(ClientId.Length > 0 || CleanStart, nameof(ClientId), "must not be empty when a session is resumed");
        Require(Password is null || UserName is not null || ProtocolVersion == MqttProtocolVersion.V500, nameof(Password), "needs a user name in MQTT 3.1.1");
        Require(SessionExpiry == Timeout.InfiniteTimeSpan || (SessionExpiry >= TimeSpan.Zero && SessionExpiry.TotalSeconds < uint.MaxValue), nameof(SessionExpiry), "must be 0..4,294,967,294 s or infinite");
        Require(KeepAlive >= TimeSpan.Zero && KeepAlive.TotalSeconds <= ushort.MaxValue, nameof(KeepAlive), "must be 0..65,535 s");
        Require(KeepAlive == TimeSpan.Zero || KeepAlive >= TimeSpan.FromSeconds(1), nameof(KeepAlive), "must be 0 or at least 1 s");
        Require(IsText(ClientId), nameof(ClientId), "must be at most 65,535 bytes without control characters");
        Require(UserName is null || IsText(UserName), nameof(UserName), "must be at most 65,535 bytes without control characters");
        Require(Password is null || Encoding.UTF8.GetByteCount(Password) <= ushort.MaxValue, nameof(Password), "must be at most 65,535 bytes");
        Require(Will is null || (IsText(Will.Topic) && Utf8Text.IsTopicName(Encoding.UTF8.GetBytes(Will.Topic))), nameof(Will), "needs a topic without wildcards");
        Require(Will is null || Will.Payload.Length <= ushort.MaxValue, nameof(Will), "must be at most 65,535 bytes");
        Require(Subscriptions.All(IsValid), nameof(Subscriptions), "must be well-formed topic filters");
        Require(SubscriptionIdentifier is null or (>= 1 and <= VariableInteger.Maximum), nameof(SubscriptionIdentifier), "must be 1..268,435,455");
        Require(TopicAliasMaximum <= 1_024, nameof(TopicAliasMaximum), "must be 0..1,024");
        Require(Enum.IsDefined(WhenQueueFull), nameof(WhenQueueFull), "must be Wait or Refuse");
        Require(ReceiveMaximum >= 1, nameof(ReceiveMaximum), "must be 1..65,535");
        Require(MaximumPacketSize is >= 1_024 and <= VariableInteger.Maximum + 5, nameof(MaximumPacketSize), "must be 1,024..268,435,460 bytes");
        Require(MaximumUserProperties is >= 0 and <= 65_535, nameof(MaximumUserProperties), "must be 0..65,535");
        Require(ReadFill >= TimeSpan.Zero && ReadFill <= TimeSpan.FromMilliseconds(20) && ReadFill.Ticks % TimeSpan.TicksPerMillisecond == 0, nameof(ReadFill), "must be 0..20 whole milliseconds");
        Require(ConnectTimeout >= TimeSpan.FromSeconds(0.1) && ConnectTimeout <= TimeSpan.FromSeconds(300), nameof(ConnectTimeout), "must be 0.1..300 s");
        Require(ReconnectDelay >= TimeSpan.FromMilliseconds(10) && ReconnectDelay <= ReconnectDelayMaximum, nameof(ReconnectDelay), $"must be 10 ms..{nameof(ReconnectDelayMaximum)}");
        Require(ReconnectDelayMaximum <= TimeSpan.FromHours(1), nameof(ReconnectDelayMaximum), "must be at most an hour");
        Require(MaximumQueuedMessages is >= 1 and <= 1_000_000, nameof(MaximumQueuedMessages), "must be 1..1,000,000");
        Require(MaximumQueuedBytes is >= 64 << 10 and <= 1 << 30, nameof(MaximumQueuedBytes), "must be 64 KiB..1 GiB");
        Require(MaximumInflight is >= 1 and <= 32_768, nameof(MaximumInflight), "must be 1..32,768");
        Require(Tls is null || Tls.CertificateFile is null == Tls.KeyFile is null, nameof(Tls), "needs CertificateFile and KeyFile together");
    }

    /// <summary>Whether a broker could grant it (section 4.7.1).</summary>
    internal static bool IsValid(SubscriptionRequest subscription)
    {
        if (!IsText(subscription.Filter) || !TopicFilter.IsValid(Encoding.UTF8.GetBytes(subscription.Filter)))
            return false;

        // $share/group/filter: both parts are there, no wildcard in the group, and no "no local" [MQTT-3.8.3-4].
        string[] parts = subscription.Filter.Split('/', 3);
        return parts[0] != "$share" || (parts.Length == 3 && parts[1].Length > 0 && !parts[1].AsSpan().ContainsAny('+', '#') && parts[2].Length > 0 && !subscription.NoLocal);
    }

    private static bool IsText(string text)
    {
        try
        {
            byte[] bytes = StrictUtf8.Encoding.GetBytes(text);
            return bytes.Length <= ushort.MaxValue && Utf8Text.IsName(bytes);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static void Require(bool holds, string option, string rule)
    {
        if (!holds)
            throw new ArgumentException($"{option} {rule}.", option);
    }
}
