using System.Text;
using Telemetry.Mqtt.Broker;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>A policy that a test writes: a password for everybody, and what begins with the client's own name is its own.</summary>
internal sealed class ScriptedAccess : IAccessPolicy
{
    public string? Password { get; init; }

    public bool OwnTopicsOnly { get; init; }

    public ReasonCode Authenticate(in ConnectionRequest request)
    {
        request.Client.Tag = "seen";
        return Password is null || (request.HasPassword && request.Password.SequenceEqual(Encoding.UTF8.GetBytes(Password)))
            ? ReasonCode.Success
            : ReasonCode.BadUserNameOrPassword;
    }

    public bool MayPublish(ClientIdentity client, ReadOnlySpan<byte> topic) => IsOwn(client, topic);

    public bool MaySubscribe(ClientIdentity client, ReadOnlySpan<byte> filter) => IsOwn(client, filter);

    private bool IsOwn(ClientIdentity client, ReadOnlySpan<byte> topic) =>
        (string?)client.Tag == "seen" && (!OwnTopicsOnly || topic.StartsWith(Encoding.UTF8.GetBytes(client.ClientId + "/")));
}
