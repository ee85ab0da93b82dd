namespace Telemetry.Mqtt.Client;

/// <summary>Why a received message was acknowledged and not handed on.</summary>
public enum MqttRefusal : byte
{
    /// <summary>Its topic or its properties break the specification.</summary>
    Unreadable,

    /// <summary>It is larger than <see cref="MqttClientOptions.MaximumPacketSize"/>, which 3.1.1 cannot tell the broker.</summary>
    TooLarge,
}
