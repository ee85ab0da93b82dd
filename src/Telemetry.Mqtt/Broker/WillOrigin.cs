using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>The client a will speaks for; its connection is gone, so nothing is acknowledged to it.</summary>
internal sealed class WillOrigin(string clientId, string? userName) : PublishOrigin
{
    public override string ClientId => clientId;

    public override string? UserName => userName;

    public override bool Acknowledge() => false;
}
