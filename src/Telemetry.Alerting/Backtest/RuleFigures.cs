using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Backtest;

/// <summary>What a rule did in the period.</summary>
/// <param name="Kind">The kind of device that it is of.</param>
/// <param name="Alarms">How often it was raised.</param>
/// <param name="Devices">At how many devices it was raised.</param>
/// <param name="StandingMs">How long it stood, over all devices, inside the period.</param>
/// <param name="LongestMs">How long it stood longest, inside the period.</param>
/// <param name="StandingAtEnd">Conditions that stood when the period ended.</param>
public sealed record RuleFigures(
    string System, string Kind, string Rule, Severity Severity, LocalizedText Title, int Alarms, int Devices, long StandingMs, long LongestMs, int StandingAtEnd);
