using System.Net;
using Microsoft.Extensions.Logging;

namespace Telemetry.Mqtt.Broker;

/// <summary>What is logged from more than one place.</summary>
internal static partial class BrokerMessages
{
    [LoggerMessage(EventId = 1202, Level = LogLevel.Error, Message = "The connection of {RemoteEndPoint} failed.")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception, IPEndPoint remoteEndPoint);
}
