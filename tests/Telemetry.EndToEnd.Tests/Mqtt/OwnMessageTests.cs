namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>The contract of messages against the embedded broker.</summary>
public sealed class OwnMessageTests(OwnServer server) : MessageContract(server), IClassFixture<OwnServer>;
