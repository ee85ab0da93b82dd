namespace Telemetry.Alerting.Expressions.Around;

/// <summary>The mode or phase: what a person or a program has set, else the device's own field of that name.</summary>
/// <param name="IsPhase">False for the mode.</param>
/// <param name="FieldIndex">Index of the text field; below zero when there is none.</param>
internal sealed record ModeNode(bool IsPhase, int FieldIndex) : TextNode
{
    public override bool Varies => true;

    public override string? Evaluate(in Scope scope) =>
        (IsPhase ? scope.Around.Phase(scope.Device, scope.TimeMs) : scope.Around.Mode(scope.Device, scope.TimeMs))
        ?? (FieldIndex >= 0 ? scope.Text(FieldIndex) : null);
}
