namespace Telemetry.Worker.Alerts;

/// <summary>A checkpoint as it was kept.</summary>
/// <param name="Position">Records before this one had been judged.</param>
/// <param name="CityHash">The city in force there; null in one of an earlier version, which did not tell.</param>
/// <param name="State">Live view and rule engine.</param>
internal sealed record KeptCheckpoint(long Position, string? CityHash, ReadOnlyMemory<byte> State);
