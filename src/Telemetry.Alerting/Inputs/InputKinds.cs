using System.Collections.Immutable;

namespace Telemetry.Alerting.Inputs;

/// <summary>The names of the kinds of input.</summary>
public static class InputKinds
{
    /// <summary>Every kind, in lower case.</summary>
    public static readonly ImmutableArray<string> Labels = [.. Enum.GetValues<InputKind>().Select(Label)];

    public static string Label(this InputKind kind) => kind switch
    {
        InputKind.Mode => "mode",
        InputKind.Phase => "phase",
        InputKind.Away => "away",
        InputKind.Permit => "permit",
        InputKind.Maintenance => "maintenance",
        InputKind.Service => "service",
        InputKind.Weather => "weather",
        InputKind.Forecast => "forecast",
        InputKind.Plan => "plan",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static InputKind? Find(string label) =>
        Labels.IndexOf(label) is >= 0 and var index ? Enum.GetValues<InputKind>()[index] : null;
}
