using Telemetry.Readings;

namespace Telemetry.Worker.Quarantine;

/// <summary>A rejected message was tried again.</summary>
/// <param name="Position">Of its reject record.</param>
/// <param name="Reason">Why it is refused now; none when it was taken.</param>
/// <param name="Who">The principal that asked for it.</param>
/// <param name="AtMs">Unix milliseconds.</param>
internal readonly record struct ReplayMark(long Position, RejectReason Reason, string Who, long AtMs);
