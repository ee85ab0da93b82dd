namespace Telemetry.Alerting.Expressions.Around;

/// <summary>A number of the weather at the device's area.</summary>
internal sealed record WeatherNode(string Name) : NumberNode
{
    public override bool Varies => true;

    public override double Evaluate(in Scope scope) => scope.Around.Weather(scope.Device.Area, Name, scope.TimeMs);
}
