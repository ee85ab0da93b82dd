using System.Diagnostics.CodeAnalysis;

namespace Telemetry.Alerting.Inputs;

/// <summary>The kinds of input that are true or false.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is what it is called: a flag that somebody puts up.")]
public enum InputFlag : byte
{
    Away = InputKind.Away,
    Permit = InputKind.Permit,
    Maintenance = InputKind.Maintenance,
}
