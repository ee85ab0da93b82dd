using Telemetry.Alerting.Expectations;

namespace Telemetry.Alerting.Expressions.Around;

/// <summary>The heat load that is expected so long ahead, in the unit of the design load.</summary>
internal sealed record LoadForecastNode(ParameterNode DesignLoad, ParameterNode Indoor, ParameterNode DesignOutdoor, string Forecast, long AheadMs) : NumberNode
{
    public override bool Varies => true;

    public override double Evaluate(in Scope scope) => LoadForecast.At(
        scope.Around,
        scope.Device.Area,
        Forecast,
        scope.TimeMs + AheadMs,
        DesignLoad.Evaluate(scope),
        Indoor.Evaluate(scope),
        DesignOutdoor.Evaluate(scope));
}
