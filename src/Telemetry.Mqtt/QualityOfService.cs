namespace Telemetry.Mqtt;

/// <summary>MQTT 5.0, section 4.3.</summary>
public enum QualityOfService : byte
{
    AtMostOnce = 0,
    AtLeastOnce = 1,
    ExactlyOnce = 2,
}
