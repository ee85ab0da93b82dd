namespace Telemetry.EndToEnd.Tests.Grafana;

/// <summary>One query of a dashboard, expanded as Grafana would expand it.</summary>
/// <param name="Place">The panel's title and the target's letter, or the variable's name.</param>
/// <param name="Text">InfluxQL without any variable left.</param>
internal sealed record DashboardQuery(string Place, string Text)
{
    public override string ToString() => $"{Place}: {Text}";
}
