using System.Globalization;
using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Pages;

/// <summary>Inputs in the words of people.</summary>
internal static class InputWords
{
    private static readonly LocalizedText Yes = new("是", "yes");
    private static readonly LocalizedText No = new("否", "no");

    public static LocalizedText Of(InputKind kind) => kind switch
    {
        InputKind.Mode => new LocalizedText("运行方式", "Mode"),
        InputKind.Phase => new LocalizedText("阶段", "Phase"),
        InputKind.Away => new LocalizedText("外出", "Away"),
        InputKind.Permit => new LocalizedText("许可", "Permit"),
        InputKind.Maintenance => new LocalizedText("检修", "Maintenance"),
        InputKind.Service => new LocalizedText("维保", "Service"),
        InputKind.Weather => new LocalizedText("天气", "Weather"),
        InputKind.Forecast => new LocalizedText("预报", "Forecast"),
        _ => new LocalizedText("调度方案", "Dispatch plan"),
    };

    /// <summary>What it says. The names that a program gave are its own words, so never to be trusted as markup.</summary>
    /// <param name="kind">Of the device that it is shown for.</param>
    /// <param name="points">How many a forecast or plan has; 0 when not known.</param>
    public static LocalizedText ValueOf(InputRecord record, DeviceKind kind, int points = 0) => record switch
    {
        { IsTakenBack: true } => new LocalizedText("已撤销", "taken back"),
        { Kind: InputKind.Mode } => Title(kind.Modes, record.Text!),
        { Kind: InputKind.Phase } => Title(kind.Phases, record.Text!),
        { Kind: InputKind.Service } => new LocalizedText("已完成", "done"),
        { Kind: InputKind.Weather } => DisplayText.Same($"{record.Name} = {record.Number.ToString(CultureInfo.InvariantCulture)}"),
        { Kind: InputKind.Forecast or InputKind.Plan } when points > 0 => new LocalizedText($"{record.Name}，{points} 个点", $"{record.Name}, {points} points"),
        { Kind: InputKind.Forecast or InputKind.Plan } => DisplayText.Same(record.Name),
        _ => record.Number == 1 ? Yes : No,
    };

    /// <summary>What it is about, when that is more than the device.</summary>
    public static LocalizedText? Wider(InputScope scope) => scope switch
    {
        { Device: not null } => null,
        { Site: { } site } => new LocalizedText($"整个站点 {site}", $"whole site {site}"),
        { Area: { } area, System: { } system } => new LocalizedText($"{area} 的 {system}", $"{system} in {area}"),
        { Area: { } area } => new LocalizedText($"整个区域 {area}", $"whole area {area}"),
        _ => new LocalizedText($"整个系统 {scope.System}", $"whole system {scope.System}"),
    };

    private static LocalizedText Title(IReadOnlyList<ModeProfile> known, string id) => known.FirstOrDefault(mode => mode.Id == id)?.Title ?? DisplayText.Same(id);
}
