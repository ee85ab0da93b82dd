using System.Net;

namespace Telemetry.Mqtt.Broker;

/// <summary>Lets everybody on this machine do everything, and nobody else in: for development and measurements.</summary>
public sealed class OpenAccess : IAccessPolicy
{
    /// <inheritdoc/>
    public ReasonCode Authenticate(in ConnectionRequest request)
    {
        IPAddress address = request.Client.RemoteEndPoint.Address;
        return IPAddress.IsLoopback(address) ? ReasonCode.Success : ReasonCode.NotAuthorized;
    }

    /// <inheritdoc/>
    public bool MayPublish(ClientIdentity client, ReadOnlySpan<byte> topic) => true;

    /// <inheritdoc/>
    public bool MaySubscribe(ClientIdentity client, ReadOnlySpan<byte> filter) => true;
}
