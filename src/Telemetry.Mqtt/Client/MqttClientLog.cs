using Microsoft.Extensions.Logging;

namespace Telemetry.Mqtt.Client;

internal static partial class MqttClientLog
{
    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "MQTT client {ClientId} connected to {Host}:{Port}")]
    public static partial void Connected(ILogger logger, string clientId, string host, int port);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "MQTT client {ClientId} is not connected to {Host}:{Port}: {Reason}. Next attempt in {Delay}")]
    public static partial void NotConnected(ILogger logger, string clientId, string host, int port, string reason, TimeSpan delay);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Error, Message = "MQTT client {ClientId} lost its connection through an error of its own or of its receiver")]
    public static partial void Failed(ILogger logger, Exception exception, string clientId);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Error, Message = "A handler of MQTT client {ClientId} failed on the change to {State}")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string clientId, MqttConnectionState state);

    [LoggerMessage(EventId = 1105, Level = LogLevel.Warning, Message = "The broker granted MQTT client {ClientId} the subscription {Filter} with QoS {Granted} only, not {Asked}: messages may be lost")]
    public static partial void Lowered(ILogger logger, string clientId, string filter, QualityOfService asked, QualityOfService granted);
}
