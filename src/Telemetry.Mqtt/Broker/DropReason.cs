namespace Telemetry.Mqtt.Broker;

/// <summary>Why a message did not reach a subscriber, or was not kept.</summary>
public enum DropReason
{
    /// <summary>The session's queue was full.</summary>
    QueueFull,

    /// <summary>A QoS 0 message for a client that does not read fast enough.</summary>
    SlowSubscriber,

    /// <summary>A QoS 0 message for a session whose client is away.</summary>
    Offline,

    /// <summary>Larger than the subscriber's maximum packet size [MQTT-3.1.2-24].</summary>
    PacketTooLarge,

    /// <summary>The message expiry interval passed while it waited or was retained.</summary>
    Expired,

    /// <summary>Delivered, but not retained: the retained messages are at their limit.</summary>
    RetainedFull,

    /// <summary>The receiver of the broker's publishes did not take a will.</summary>
    WillRefused,

    /// <summary>It waited for a client that has lost the right to it.</summary>
    NotAuthorized,

    /// <summary>No member of a shared subscription could take it.</summary>
    NoMember,
}
