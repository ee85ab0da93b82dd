using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Reload;

namespace Telemetry.Worker.SelfWatch;

/// <summary>Somebody wanted another city than the one in force and did not get it.</summary>
internal sealed class ReloadFailedCheck(CityReload reload) : ISelfCheck
{
    public string Rule => "reload-failed";

    public Severity Severity => Severity.Medium;

    public LocalizedText Title { get; } = new("城市配置重新加载失败，仍在使用旧配置", "The city's files were not taken; the city before stays in force");

    public LocalizedText Advice { get; } = new(
        "按提示改正城市文件后再次加载：telemetry check 列出所有错误，telemetry reload 重新加载。",
        "Mend the files and load them again: telemetry check lists every mistake, telemetry reload takes them.");

    public string? Trouble() => reload.Status.Last is { IsFailure: true } last ? $"{ReloadOutcome.Label(last.Result)} (by {last.By}): {last.Summary}" : null;
}
