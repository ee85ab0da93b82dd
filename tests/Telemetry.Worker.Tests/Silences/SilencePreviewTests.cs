using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Silences;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Silences;

/// <summary>The preview says what is then caught, for any scope and any incidents.</summary>
public sealed class SilencePreviewTests
{
    private const string Places = """
        areas:
          - { id: town, level: city, title: { zh: 镇, en: Town } }
          - { id: east, level: village, parent: town, title: { zh: 东, en: East } }
          - { id: west, level: village, parent: town, title: { zh: 西, en: West } }
        sites:
          - { id: there, area: east, title: { zh: 那里, en: There } }
          - { id: here, area: west, title: { zh: 这里, en: Here } }
        devices:
          - { id: "hs-{1..6}", system: heating, kind: station, site: [here, there], title: { zh: "{n}", en: "{n}" } }
          - { id: "cam-{1..4}", system: water-safety, kind: camera, site: [here, there], area: west, title: { zh: "{n}", en: "{n}" } }
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Preview_OfAnyScope_NamesExactlyWhatIsThenHeld(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 12; round++)
        {
            using var rig = new SilenceRig(TestCity.Load(Places));
            string[] devices = [.. rig.City.City.Devices.Select(device => device.Id)];
            for (int i = random.Next(5, 25); i > 0; i--)
            {
                string device = devices[random.Next(devices.Length)], id = rig.Raise(device);
                if (random.Next(4) == 0)
                    rig.Writer.Acknowledge(id, "li", null, null);
                if (random.Next(4) == 0)
                    rig.Clear(id, device);
            }

            SilenceScope scope = Scope(random, rig.City.City);
            bool exceptLifeSafety = random.Next(3) == 0;
            SilenceOrder order = rig.Order(scope, TimeSpan.FromHours(exceptLifeSafety ? 20 : 1), exceptLifeSafety: exceptLifeSafety);
            SilencePreview preview = rig.Book.Preview(order, SilenceRig.Administrator).Preview!;
            IReadOnlyList<Incident> before = rig.Incidents;

            Silence silence = rig.Create(order);

            Assert.Equal(
                preview.Held.Select(incident => incident.Id).Order(),
                rig.Incidents.Where(incident => incident.Hold?.Source == silence.Id).Select(incident => incident.Id).Order());
            foreach (string device in devices)
            {
                Incident raised = rig.Find(rig.Raise(device));
                bool isForeseen = preview.Devices.Any(d => d.Id == device) && preview.Rules.Contains(raised.RuleId)
                    && (preview.IsLifeSafetyCaught || !preview.LifeSafetyRules.Contains(raised.RuleId));
                Assert.True(isForeseen == (raised.Hold?.Source == silence.Id), $"{device} of {ScopeText.Of(scope)}");
            }

            // Had it been in force when they opened, it would have held these.
            Assert.Equal(before.Count(incident => new KnownSilence(silence, rig.City.City).Catches(incident)), preview.Recent);
        }
    }

    [Fact]
    public void Preview_CountsTheDaysBackOnly()
    {
        using var rig = new SilenceRig();
        rig.Raise("hs-1");
        rig.Time.Pass(TimeSpan.FromDays(8));
        rig.Raise("hs-1");

        SilencePreview preview = rig.Book.Preview(rig.Order(new SilenceScope { Devices = ["hs-1"] }), SilenceRig.Administrator).Preview!;

        Assert.Equal((2, 7, 1L), (preview.Held.Count, preview.Days, preview.Recent));
        Assert.Empty(rig.Board.Active(null));
    }

    private static SilenceScope Scope(Random random, City city)
    {
        while (true)
        {
            var scope = new SilenceScope
            {
                Areas = Some(random, [.. city.Areas.Select(area => area.Id)]),
                Systems = Some(random, [.. city.Systems.Select(system => system.Id)]),
                Sites = Some(random, [.. city.Sites.Select(site => site.Id)]),
                Devices = Some(random, [.. city.Devices.Select(device => device.Id)]),
                Rules = Some(random, ["low", "person"]),
            };
            if (!scope.IsEmpty)
                return scope;
        }
    }

    /// <summary>None for most: a scope of all five seldom fits anything.</summary>
    private static string[] Some(Random random, string[] ids) => random.Next(3) > 0 ? [] : random.GetItems(ids, random.Next(1, 4)).Distinct().ToArray();
}
