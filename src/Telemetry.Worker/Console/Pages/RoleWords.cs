using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Pages;

/// <summary>What roles are called.</summary>
internal static class RoleWords
{
    public static LocalizedText Of(string role) => role switch
    {
        "viewer" => new LocalizedText("查看", "viewer"),
        "responder" => new LocalizedText("响应", "responder"),
        "operator" => new LocalizedText("操作", "operator"),
        _ => new LocalizedText("管理员", "administrator"),
    };
}
