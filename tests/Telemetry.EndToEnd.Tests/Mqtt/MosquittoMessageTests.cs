namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>The contract of messages against mosquitto.</summary>
public sealed class MosquittoMessageTests(MosquittoServer server) : MessageContract(server), IClassFixture<MosquittoServer>;
