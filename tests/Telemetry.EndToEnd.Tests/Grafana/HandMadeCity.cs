using System.Globalization;
using System.Text;

namespace Telemetry.EndToEnd.Tests.Grafana;

/// <summary>
/// Twenty minutes of a small city as line protocol, so troubled that no panel has a reason to stay empty: every measurement,
/// every field of the three systems, every kind of event, an incident in every state.
/// </summary>
internal sealed class HandMadeCity(DateTimeOffset now)
{
    private readonly StringBuilder _lines = new();
    private int _counter;

    public static Task FillAsync(InfluxServer server, DateTimeOffset now) => server.WriteAsync(new HandMadeCity(now).Lines());

    private string Lines()
    {
        for (int minute = 20; minute >= 0; minute--)
        {
            DateTimeOffset at = now - TimeSpan.FromMinutes(minute) - TimeSpan.FromSeconds(1);
            Station("linqing", "hs-0001", at, supplyPressure: 0.25);
            Station("dongchangfu", "hs-0021", at, supplyPressure: 0.9);
            Camera("linqing", "cam-01", at, healthy: true);
            Camera("daiwan", "cam-09", at, healthy: false);
            Cabin("cabin-001", "mycelium", at);
            Cabin("cabin-002", "primordium", at);
            Cabin("cabin-003", "fruiting", at);
        }

        foreach (string kind in (string[])["intrusion", "loitering", "in-water", "cleared"])
            Event(kind, now - TimeSpan.FromMinutes(6));

        Incident("heating", "linqing", "hs-0001", "primary-supply-pressure-low", "high", now - TimeSpan.FromMinutes(5), "unacknowledged");
        Incident("water-safety", "linqing", "cam-01", "child-in-zone", "critical", now - TimeSpan.FromMinutes(6), "unacknowledged", "acknowledged");
        Incident("cabin", "shenxian", "cabin-001", "humidity-low", "medium", now - TimeSpan.FromMinutes(9), "unacknowledged", "returned-unacknowledged");
        Incident("heating", "dongchangfu", "hs-0021", "silent", "medium", now - TimeSpan.FromMinutes(15), "unacknowledged", "acknowledged", "closed");
        return _lines.ToString();
    }

    private void Station(string area, string device, DateTimeOffset at, double supplyPressure) => Line(
        $"heating,area={area},device={device},site={device}-site",
        string.Create(CultureInfo.InvariantCulture, $"""
            primary_supply_pressure={supplyPressure},primary_return_pressure=0.5,primary_supply_temperature=95,primary_return_temperature=45,
            primary_flow=60,secondary_supply_pressure=0.45,secondary_return_pressure=0.3,secondary_supply_temperature=48,
            secondary_return_temperature=38,secondary_flow=240,makeup_flow=1.2,tank_level=1.8,valve_position=55,pump_current=62,outdoor_temperature=-2
            """).ReplaceLineEndings(""),
        at);

    private void Camera(string area, string device, DateTimeOffset at, bool healthy) => Line(
        $"water_safety,area={area},device={device},site={device}-site",
        $"camera_ok={(healthy ? "true" : "false")},speaker_ok={(healthy ? "true" : "false")},frame_rate={(healthy ? 25 : 2)},illuminance=8000,battery_voltage=12.6,enclosure_temperature=14",
        at);

    private void Cabin(string device, string phase, DateTimeOffset at) => Line(
        $"cabin,area=shenxian,device={device},site=park",
        $"temperature=18.5,humidity=88,co2=900,oxygen=20.7,illuminance=400,phase=\"{phase}\"",
        at);

    private void Event(string kind, DateTimeOffset at) => Line(
        "water_safety_event,area=linqing,device=cam-01,site=cam-01-site",
        $"event=\"{kind}\",zone=\"east\",confidence=0.91,dwell_ms=4200,track=\"t1\",age_class=\"child\",snapshot=\"s1\"",
        at);

    private void Incident(string system, string area, string device, string rule, string severity, DateTimeOffset opened, params string[] states)
    {
        foreach (string state in states)
        {
            Line(
                $"incident,area={area},device={device},rule={rule},severity={severity},system={system}",
                $"id=\"{system}-{device}-{rule}\",state=\"{state}\",title=\"{rule}\",text=\"hand-made\"",
                opened);
            opened += TimeSpan.FromMinutes(1);
        }
    }

    private void Line(string series, string fields, DateTimeOffset at) =>
        _lines.Append(CultureInfo.InvariantCulture, $"{series} {fields} {(at.ToUnixTimeMilliseconds() * 1_000_000) + _counter++}\n");
}
