namespace Telemetry.EndToEnd.Tests.Grafana;

/// <summary>What an operator chose at the top of a dashboard: the time range and a value for each variable.</summary>
/// <param name="From">Start of the range.</param>
/// <param name="To">End of the range.</param>
/// <param name="Interval">What <c>$__interval</c> stands for.</param>
/// <param name="Variables">Values by variable name; a variable that is not named here is "All", the regular expression <c>.*</c>.</param>
internal sealed record DashboardScope(DateTimeOffset From, DateTimeOffset To, TimeSpan Interval, IReadOnlyDictionary<string, string> Variables);
