namespace Telemetry.Storage.Tests.Influx;

/// <summary>What the script answers.</summary>
/// <param name="Cut">Send only this many bytes of the answer, then reset the connection; null: all of it.</param>
/// <param name="Hang">Never answer.</param>
public sealed record FakeAnswer(int Status, string Body = "", string Headers = "", int? Cut = null, bool Hang = false);
