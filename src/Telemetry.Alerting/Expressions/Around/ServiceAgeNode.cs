namespace Telemetry.Alerting.Expressions.Around;

/// <summary>How long ago the device was serviced, in seconds; unknown when nobody told.</summary>
internal sealed record ServiceAgeNode : NumberNode
{
    public override bool Varies => true;

    public override double Evaluate(in Scope scope) =>
        scope.Around.ServicedAtMs(scope.Device) is { } atMs ? Math.Max(0, scope.TimeMs - atMs) / 1000.0 : double.NaN;
}
