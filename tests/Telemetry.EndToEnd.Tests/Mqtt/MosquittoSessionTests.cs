namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>The contract of sessions against mosquitto.</summary>
public sealed class MosquittoSessionTests(MosquittoServer server) : SessionContract(server), IClassFixture<MosquittoServer>;
