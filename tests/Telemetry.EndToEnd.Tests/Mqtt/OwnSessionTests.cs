namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>The contract of sessions against the embedded broker.</summary>
public sealed class OwnSessionTests(OwnServer server) : SessionContract(server), IClassFixture<OwnServer>;
