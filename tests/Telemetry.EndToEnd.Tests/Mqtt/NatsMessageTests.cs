namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>The contract of messages against nats-server.</summary>
public sealed class NatsMessageTests(NatsServer server) : MessageContract(server), IClassFixture<NatsServer>;
