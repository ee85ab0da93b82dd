using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Expressions.Binding;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Expressions;

/// <summary>What the expressions of tests may speak of.</summary>
internal static class TestNames
{
    public static Names Of(City city, List<Window>? windows, string kind = "station")
    {
        var profile = city.FindSystem("test")!.FindKind(kind)!;
        return new Names(profile, profile.Readings, windows, new Neighbourhood(city));
    }

    public static Names OfEvents(City city)
    {
        var profile = city.FindSystem("test")!.FindKind("camera")!;
        return new Names(profile, profile.Events, windows: null, new Neighbourhood(city));
    }
}
