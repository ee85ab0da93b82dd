namespace Telemetry.Alerting.Inputs;

/// <summary>The kinds of input that are true or false.</summary>
public enum InputFlag : byte
{
    Away = InputKind.Away,
    Permit = InputKind.Permit,
    Maintenance = InputKind.Maintenance,
}
