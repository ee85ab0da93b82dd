namespace Telemetry.Alerting.Expressions.Around;

/// <summary>What is forecast for the device's area so long ahead.</summary>
internal sealed record ForecastNode(string Name, long AheadMs) : NumberNode
{
    public override bool Varies => true;

    public override double Evaluate(in Scope scope) => scope.Around.Forecast(scope.Device.Area, Name, scope.TimeMs + AheadMs);
}
