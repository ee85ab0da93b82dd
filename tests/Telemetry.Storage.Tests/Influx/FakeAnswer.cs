namespace Telemetry.Storage.Tests.Influx;

/// <summary>What the script answers.</summary>
/// <param name="Cut">Send only this many bytes of the answer, then reset the connection; null: all of it.</param>
/// <param name="Hang">Never answer.</param>
/// <param name="Slow">Send it byte by byte.</param>
/// <param name="Die">The process is gone: this connection and all others break, and nobody listens until <see cref="FakeHttpServer.Start"/>.</param>
public sealed record FakeAnswer(int Status, string Body = "", string Headers = "", int? Cut = null, bool Hang = false, bool Slow = false, bool Die = false);
