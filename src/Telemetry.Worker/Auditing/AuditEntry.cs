namespace Telemetry.Worker.Auditing;

/// <summary>A line of the audit log.</summary>
/// <param name="Number">One more than that of the line before it.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Who">The principal; of a login that failed, the name that was given.</param>
/// <param name="Address">Where the request came from; null for what came from no request.</param>
/// <param name="Via">What the principal proved itself with: <c>session</c>, <c>token ID</c>, <c>console-token</c>, <c>cli</c>; null when that is not known.</param>
/// <param name="Action">What was asked for.</param>
/// <param name="Subject">Of what.</param>
/// <param name="Detail">What came of it, and more; null for nothing.</param>
internal sealed record AuditEntry(long Number, long At, string Who, string? Address, string? Via, string Action, string Subject, string? Detail);
