using System.Text;

namespace Telemetry.Mqtt.Client;

/// <summary>UTF-8 that throws for a lone surrogate instead of sending another character in its place [MQTT-1.5.4-1].</summary>
internal static class StrictUtf8
{
    public static UTF8Encoding Encoding { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
