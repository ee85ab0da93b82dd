using System.Net;

namespace Telemetry.Mqtt.Broker;

/// <summary>A client of the broker, as long as its connection lasts.</summary>
public sealed class ClientIdentity(string clientId, string? userName, IPEndPoint remoteEndPoint)
{
    /// <summary>The MQTT client identifier, given or assigned.</summary>
    public string ClientId { get; } = clientId;

    /// <summary>The user name; null for an anonymous client.</summary>
    public string? UserName { get; } = userName;

    /// <summary>Where the connection comes from.</summary>
    public IPEndPoint RemoteEndPoint { get; } = remoteEndPoint;

    /// <summary>A place for what the access policy found out at <see cref="IAccessPolicy.Authenticate"/>.</summary>
    public object? Tag { get; set; }
}
