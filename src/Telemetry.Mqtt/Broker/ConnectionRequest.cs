namespace Telemetry.Mqtt.Broker;

/// <summary>A CONNECT to be judged.</summary>
public readonly ref struct ConnectionRequest
{
    /// <summary>Who the client says it is.</summary>
    public required ClientIdentity Client { get; init; }

    /// <summary>True when the client left the choice of its identifier to the broker.</summary>
    public bool IsClientIdAssigned { get; init; }

    /// <summary>True when a password was sent, even an empty one.</summary>
    public bool HasPassword { get; init; }

    /// <summary>The password's bytes.</summary>
    public ReadOnlySpan<byte> Password { get; init; }
}
