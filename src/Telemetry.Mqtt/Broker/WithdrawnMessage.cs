namespace Telemetry.Mqtt.Broker;

/// <summary>A message of a shared subscription that was on its way to a client that has gone; another one shall have it.</summary>
/// <param name="Group">Who shares it.</param>
/// <param name="Message">The message.</param>
/// <param name="From">Where it was on its way.</param>
/// <param name="Sequence">Its number there.</param>
internal readonly record struct WithdrawnMessage(SharedGroup Group, StoredMessage Message, SessionOutput From, long Sequence);
