namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>The contract of sessions against nats-server.</summary>
public sealed class NatsSessionTests(NatsServer server) : SessionContract(server), IClassFixture<NatsServer>;
