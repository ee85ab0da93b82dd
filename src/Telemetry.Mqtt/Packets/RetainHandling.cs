namespace Telemetry.Mqtt.Packets;

/// <summary>Whether a subscription gets the retained messages (MQTT 5.0, section 3.8.3.1).</summary>
public enum RetainHandling : byte
{
    /// <summary>At every SUBSCRIBE.</summary>
    Send = 0,

    /// <summary>Only when the subscription is new.</summary>
    SendIfNew = 1,

    /// <summary>Never.</summary>
    DoNotSend = 2,
}
