using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;

namespace Telemetry.Worker.Tests.Escalation;

public sealed class EscalationModelTests
{
    private static readonly double[] Jumps = [0, 1, -1, 10 * 365.25 * 24, -10 * 365.25 * 24];

    /// <summary>Twelve hours with dozens of incidents, and people who answer or not, who come or not.</summary>
    [Fact]
    public void ANight_EverythingIsCalledWhenItHasToBe_AndNothingElse()
    {
        using var city = new ModelledCity();
        var random = new Random(20261121);
        while (city.Now < 12 * 3600)
        {
            if (random.Next(300) == 0)
                city.OpenOne((Severity)random.Next((int)Severity.Medium, (int)Severity.Critical + 1), random.Next(5) == 0);
            if (random.Next(300) == 0 && city.Open is { Count: > 0 } open)
                Something(city, open[random.Next(open.Count)], random);
            city.Pass(1);
        }

        Assert.True(city.Pages > 500, $"{city.Pages} pages in {city.Calls} calls");
        Assert.True(city.Calls < city.Pages, "Nothing was gathered.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AnySequence_WithRestartsAndASetClock_IsAsTheModelSays(int seed)
    {
        using var city = new ModelledCity();
        var random = new Random(seed);
        for (int i = 0; i < 150; i++)
        {
            switch (random.Next(8))
            {
                case 0 or 1:
                    city.OpenOne((Severity)random.Next((int)Severity.Medium, (int)Severity.Critical + 1), random.Next(4) == 0);
                    break;
                case 2:
                    city.SetClock(TimeSpan.FromHours(Jumps[random.Next(Jumps.Length)]));
                    break;
                case 3:
                    city.Restart(random.Next(2000), TimeSpan.FromHours(Jumps[random.Next(Jumps.Length)]));
                    break;
                default:
                    if (city.Open is { Count: > 0 } open)
                        Something(city, open[random.Next(open.Count)], random);
                    break;
            }

            city.Pass(random.Next(3) == 0 ? random.Next(600) : random.Next(10));
        }
    }

    private static void Something(ModelledCity city, Incident incident, Random random)
    {
        switch (random.Next(8))
        {
            case 0 or 1 when incident.State is IncidentState.Unacknowledged or IncidentState.ReturnedUnacknowledged:
                city.Answer(incident);
                break;
            case 2 when incident.State is IncidentState.Unacknowledged or IncidentState.Acknowledged:
                city.Clear(incident);
                break;
            case 3 when incident.State == IncidentState.Acknowledged && incident.OnSiteAtMs is null:
                city.OnSite(incident);
                break;
            case 4 when incident.State == IncidentState.Acknowledged && incident.ResolvedAtMs is null:
                city.Resolve(incident, random.Next(2) == 0);
                break;
            case 5 when incident.State is IncidentState.Unacknowledged or IncidentState.Acknowledged:
                city.PutAside(incident);
                break;
            case 6 when incident.Severity < Severity.Critical && IncidentLife.IsStanding(incident):
                city.Rise(incident);
                break;
            case 5 or 6 or 7 when incident.State == IncidentState.Shelved:
                city.TakeUp(incident);
                break;
        }
    }
}
