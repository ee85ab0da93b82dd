namespace Telemetry.Mqtt.Broker;

/// <summary>How far a message on its way to a session has come.</summary>
internal enum OutgoingState : byte
{
    /// <summary>Never sent.</summary>
    Queued,

    /// <summary>Sent, perhaps on an earlier connection; not acknowledged.</summary>
    Sent,

    /// <summary>QoS 2: PUBREC came, PUBREL is out.</summary>
    Released,

    /// <summary>Nothing more to do.</summary>
    Done,
}
