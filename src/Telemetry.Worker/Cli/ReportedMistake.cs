using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Cli;

/// <summary>A mistake as programs read it.</summary>
/// <param name="File">The file; null when it is about an option.</param>
/// <param name="Line">From 1; null when it is about no line.</param>
/// <param name="Column">From 1; null when it is about no line.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record ReportedMistake(string? File, int? Line, int? Column, string Message)
{
    public static ReportedMistake Of(Mistake mistake) =>
        new(mistake.File, mistake.Line == 0 ? null : mistake.Line, mistake.Line == 0 ? null : mistake.Column, mistake.Message);
}
