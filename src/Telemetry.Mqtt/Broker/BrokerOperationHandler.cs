namespace Telemetry.Mqtt.Broker;

/// <summary>Takes one operation of a replay; the span is valid during the call only.</summary>
public delegate void BrokerOperationHandler(ReadOnlySpan<byte> operation);
