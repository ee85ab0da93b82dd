namespace Telemetry.Simulators.Payloads;

/// <param name="Id">The command's id.</param>
/// <param name="State"><c>accepted</c>, <c>done</c>, <c>refused</c> or <c>expired</c>.</param>
/// <param name="Detail">Why; null when there is nothing to say.</param>
/// <param name="AtMs">When, Unix milliseconds.</param>
internal sealed record CommandReply(string Id, string State, string? Detail, long AtMs);
