using System.Globalization;
using Telemetry.Alerting.Inputs;
using Telemetry.Worker.Console.Api;

namespace Telemetry.Worker.Inputs;

/// <summary>An input in one line, for the audit log.</summary>
internal static class InputText
{
    public static string Of(InputRecord record)
    {
        string name = record.Name.Length == 0 ? "" : " " + record.Name;
        string until = record.UntilMs == long.MaxValue || record.Kind == InputKind.Service ? "" : $" until {TimeText.Rfc3339(record.UntilMs)}";
        string note = record.Note is null ? "" : $": {record.Note}";
        return $"{record.Kind.Label()}{name} = {Value(record)} from {TimeText.Rfc3339(record.FromMs)}{until}{note}";
    }

    private static string Value(InputRecord record) => record switch
    {
        { IsTakenBack: true } => "taken back",
        { Kind: InputKind.Mode or InputKind.Phase } => record.Text!,
        { Kind: InputKind.Weather } => record.Number.ToString(CultureInfo.InvariantCulture),
        { Kind: InputKind.Forecast or InputKind.Plan } => $"{record.Points.Count} points",
        _ => record.Number == 1 ? "true" : "false",
    };
}
