using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Tests.SelfWatch;

/// <summary>A check whose trouble a test sets.</summary>
internal sealed class FakeCheck(string rule, Severity severity = Severity.High) : ISelfCheck
{
    public string? Now { get; set; }

    public IReadOnlyCollection<string> Subjects { get; set; } = [];

    public string Rule => rule;

    public Severity Severity => severity;

    public LocalizedText Title { get; } = new("出事了", "Trouble");

    public LocalizedText Advice { get; } = new("看一看", "Look at it");

    public string? Trouble() => Now;
}
