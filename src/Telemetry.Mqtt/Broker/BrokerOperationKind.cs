namespace Telemetry.Mqtt.Broker;

/// <summary>What happened to the state that outlives a restart. The numbers are part of the stored format.</summary>
internal enum BrokerOperationKind : byte
{
    /// <summary>A retained message was set or replaced.</summary>
    RetainedSet = 1,

    /// <summary>A retained message was removed.</summary>
    RetainedCleared = 2,

    /// <summary>A persistent session has a connection. Creates the session; changes its expiry when it exists.</summary>
    SessionOpened = 3,

    /// <summary>The connection ended at a time; the session stays until its expiry.</summary>
    SessionClosed = 4,

    /// <summary>The session is gone with all it held.</summary>
    SessionEnded = 5,

    /// <summary>A subscription was made or replaced.</summary>
    Subscribed = 6,

    /// <summary>A subscription ended.</summary>
    Unsubscribed = 7,

    /// <summary>A message is on its way to a session.</summary>
    Enqueued = 8,

    /// <summary>QoS 2 to the client: PUBREC came.</summary>
    Released = 9,

    /// <summary>A message has been acknowledged, or was dropped.</summary>
    Dequeued = 10,

    /// <summary>QoS 2 from the client: a packet identifier is in use.</summary>
    PacketIdTaken = 11,

    /// <summary>QoS 2 from the client: PUBREL came.</summary>
    PacketIdFreed = 12,

    /// <summary>A compaction is complete; changes nothing.</summary>
    Compacted = 13,

    /// <summary>A connection was made that has a will, in place of the client's last one.</summary>
    WillSet = 14,

    /// <summary>The will was published, or will not be.</summary>
    WillCleared = 15,
}
