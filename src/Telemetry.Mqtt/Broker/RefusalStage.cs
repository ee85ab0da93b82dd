namespace Telemetry.Mqtt.Broker;

/// <summary>What was refused.</summary>
public enum RefusalStage
{
    /// <summary>A connection before or with its CONNECT.</summary>
    Connect,

    /// <summary>A connection that was open.</summary>
    Connection,

    /// <summary>A PUBLISH; the connection went on.</summary>
    Publish,

    /// <summary>A filter of a SUBSCRIBE; the connection went on.</summary>
    Subscribe,
}
