namespace Telemetry.Mqtt.Broker;

/// <summary>What the embedded broker allows. Everything that a peer can make grow has a limit here.</summary>
public sealed record MqttBrokerOptions
{
    /// <summary>The address to listen on: an IP address, <c>localhost</c>, or <c>*</c> for all. Default 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The TCP port. Default 1883, range 0 to 65,535; 0 takes a free one (see <see cref="MqttBroker.Endpoints"/>).</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Connections at one time, authenticated or not; further ones are closed at once. Default 10,000, range 1 to 1,000,000.</summary>
    public int MaximumConnections { get; init; } = 10_000;

    /// <summary>Time from the TCP connection to the accepted CONNECT. Default 10 s, range 1 s to 5 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest CONNECT in bytes, the only packet read before authentication. Default 256 KiB (a will and a password of 64 KiB), range 1 KiB to 1 MiB.</summary>
    public int MaximumConnectPacketSize { get; init; } = 256 * 1024;

    /// <summary>Largest packet in bytes after authentication. Default 1 MiB + 64 KiB (a picture and its topic), range 1 KiB to 268,435,460.</summary>
    public int MaximumPacketSize { get; init; } = (1024 + 64) * 1024;

    /// <summary>
    /// Bytes of packets above 8 KiB that have not arrived whole, of all connections; whoever sends more is closed (0x97),
    /// those without an accepted CONNECT at a quarter. Default 256 MiB, range 1 MiB to 64 GiB.
    /// </summary>
    public long MaximumPartialBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Longest keep-alive granted; a longer one, or none, is lowered to it (MQTT 5 clients are told). Default 65,535 s, which lowers nothing but 0 stays "none"; range 10 s to 65,535 s.</summary>
    public TimeSpan MaximumKeepAlive { get; init; } = TimeSpan.FromSeconds(ushort.MaxValue);

    /// <summary>Longest client identifier in bytes. Default 256, range 23 to 65,535.</summary>
    public int MaximumClientIdBytes { get; init; } = 256;

    /// <summary>User properties in one packet. Default 100, range 0 to 10,000.</summary>
    public int MaximumUserProperties { get; init; } = 100;

    /// <summary>Levels of a topic or filter. Default 128, range 8 to 1,024.</summary>
    public int MaximumTopicLevels { get; init; } = 128;

    /// <summary>Topic aliases a client may set up. Default 16, range 0 to 1,024.</summary>
    public int TopicAliasMaximum { get; init; } = 16;

    /// <summary>Topic aliases the broker sets up towards a client that takes as many: its first topics have them. Default 32, range 0 to 1,024.</summary>
    public int OutgoingTopicAliases { get; init; } = 32;

    /// <summary>Sessions, connected or kept for a client that is away; a CONNECT that would need one more is refused. Default 20,000, range 1 to 10,000,000.</summary>
    public int MaximumSessions { get; init; } = 20_000;

    /// <summary>Longest time a session is kept after its connection; the expiry of MQTT 3.1.1 persistent sessions. Default 7 days, range 1 s to 10 years.</summary>
    public TimeSpan MaximumSessionExpiry { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Subscriptions of one client. Default 1,000, range 1 to 1,000,000.</summary>
    public int MaximumSubscriptionsPerClient { get; init; } = 1_000;

    /// <summary>Levels of all filters together, about 200 bytes each. Default 1,000,000, range 1,000 to 100,000,000.</summary>
    public int MaximumSubscriptionLevels { get; init; } = 1_000_000;

    /// <summary>
    /// QoS 1 and 2 messages a client may have unacknowledged towards the broker. An MQTT 5 client that exceeds it is
    /// disconnected (0x93), a 3.1.1 client is not read until acknowledgements have left. Default 4,096, range 1 to 65,535.
    /// </summary>
    public int ReceiveMaximum { get; init; } = 4_096;

    /// <summary>QoS 1 and 2 messages on their way to one client; lowered by its own receive maximum. Default 1,000, range 1 to 32,767.</summary>
    public int MaximumInflight { get; init; } = 1_000;

    /// <summary>Messages waiting for one session beyond those in flight; a further one is dropped and counted. Default 100,000, range 1 to 10,000,000.</summary>
    public int MaximumQueuedMessages { get; init; } = 100_000;

    /// <summary>Bytes of the messages kept for one session. Default 64 MiB, range 1 KiB to 64 GiB.</summary>
    public long MaximumQueuedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Bytes of the messages kept for all sessions. Default 512 MiB, range 1 KiB to 1 TiB.</summary>
    public long MaximumTotalQueuedBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>
    /// Bytes waiting in front of one socket. Beyond it QoS 0 messages are dropped and counted, QoS 1 messages wait in
    /// the session's queue, and the client is not read until it reads. Default 1 MiB, range 16 KiB to 1 GiB.
    /// </summary>
    public int MaximumOutgoingBytes { get; init; } = 1024 * 1024;

    /// <summary>A socket that takes nothing for this long is closed. Default 30 s, range 1 s to 1 h.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Retained messages; a further one is dropped and counted. Default 100,000, range 0 to 100,000,000.</summary>
    public int MaximumRetainedMessages { get; init; } = 100_000;

    /// <summary>Bytes of the retained messages. Default 256 MiB, range 0 to 1 TiB.</summary>
    public long MaximumRetainedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>
    /// The longest wait before a read while a busy connection delivers in many small segments, so that one system call
    /// brings many messages; a lone message never waits. Default 1 ms, range 0 (never) to 20 ms.
    /// </summary>
    public TimeSpan ReadFill { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Bytes appended to the store before it is compacted (not less than four times what is alive). Default 64 MiB, range 1 MiB to 64 GiB.</summary>
    public long CompactAfterBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// Time between two looks at the counters that the broker publishes, retained, under <c>$SYS/broker/</c> when they
    /// have changed. Default 10 s, range 1 s to 1 h; 0 publishes none.
    /// </summary>
    public TimeSpan SysInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Every option that is out of its range, in words; empty when all are well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var mistakes = new List<string>();
        void Check<T>(string name, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
                mistakes.Add($"{name} is {value}, allowed are {least} to {most}.");
        }

        if (string.IsNullOrWhiteSpace(Host))
            mistakes.Add("Host is empty; give an address, localhost, or * for all addresses.");
        Check(nameof(Port), Port, 0, 65_535);
        Check(nameof(MaximumConnections), MaximumConnections, 1, 1_000_000);
        Check(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Check(nameof(MaximumConnectPacketSize), MaximumConnectPacketSize, 1024, 1024 * 1024);
        Check(nameof(MaximumPacketSize), MaximumPacketSize, 1024, 268_435_460);
        Check(nameof(MaximumPartialBytes), MaximumPartialBytes, 1L << 20, 64L << 30);
        Check(nameof(MaximumKeepAlive), MaximumKeepAlive, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(65_535));
        Check(nameof(MaximumClientIdBytes), MaximumClientIdBytes, 23, 65_535);
        Check(nameof(MaximumUserProperties), MaximumUserProperties, 0, 10_000);
        Check(nameof(MaximumTopicLevels), MaximumTopicLevels, 8, 1_024);
        Check(nameof(TopicAliasMaximum), TopicAliasMaximum, 0, 1_024);
        Check(nameof(OutgoingTopicAliases), OutgoingTopicAliases, 0, 1_024);
        Check(nameof(MaximumSessions), MaximumSessions, 1, 10_000_000);
        Check(nameof(MaximumSessionExpiry), MaximumSessionExpiry, TimeSpan.FromSeconds(1), TimeSpan.FromDays(3_653));
        Check(nameof(MaximumSubscriptionsPerClient), MaximumSubscriptionsPerClient, 1, 1_000_000);
        Check(nameof(MaximumSubscriptionLevels), MaximumSubscriptionLevels, 1_000, 100_000_000);
        Check(nameof(ReceiveMaximum), ReceiveMaximum, 1, 65_535);
        Check(nameof(MaximumInflight), MaximumInflight, 1, 32_767);
        Check(nameof(MaximumQueuedMessages), MaximumQueuedMessages, 1, 10_000_000);
        Check(nameof(MaximumQueuedBytes), MaximumQueuedBytes, 1024, 64L << 30);
        Check(nameof(MaximumTotalQueuedBytes), MaximumTotalQueuedBytes, 1024, 1L << 40);
        Check(nameof(MaximumOutgoingBytes), MaximumOutgoingBytes, 16 * 1024, 1 << 30);
        Check(nameof(StallTimeout), StallTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(nameof(MaximumRetainedMessages), MaximumRetainedMessages, 0, 100_000_000);
        Check(nameof(MaximumRetainedBytes), MaximumRetainedBytes, 0, 1L << 40);
        Check(nameof(ReadFill), ReadFill, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        Check(nameof(CompactAfterBytes), CompactAfterBytes, 1L << 20, 64L << 30);
        if (SysInterval != TimeSpan.Zero)
            Check(nameof(SysInterval), SysInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return mistakes;
    }
}
