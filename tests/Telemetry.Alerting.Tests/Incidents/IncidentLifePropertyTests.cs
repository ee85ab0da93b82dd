using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Incidents;

/// <summary>Whatever people, rules and clocks do, in whatever order: a condition that stands and was not answered is never lost.</summary>
public sealed class IncidentLifePropertyTests
{
    private static readonly RuleSet Rules = TestCity.Compile(TestRules.LowPressure, TestRules.Intruder);
    private static readonly string[] Steps =
        ["ack", "on-site", "resolve", "false-alarm", "shelve", "unshelve", "out-of-service", "return", "assign", "hand-over", "re-alarm", "end-hold"];

    [Fact]
    public void AnySequence_KeepsTheInvariants()
    {
        for (int seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            bool lifeSafety = random.Next(2) == 0;
            Incident incident = IncidentStepsTests.In(IncidentState.Unacknowledged) with { LifeSafety = lifeSafety, Severity = Severity.Medium };
            bool isOver = false;
            long position = 10;
            for (int i = 0; i < 40; i++)
            {
                Incident before = incident;
                switch (random.Next(8))
                {
                    case 0:
                        incident = IncidentBook.Apply(incident, Transition(TransitionKind.Changed, ++position, random.Next(6) == 0 ? Severity.Critical : Severity.Medium))!;
                        break;
                    case 1 when random.Next(3) == 0:
                        isOver = true;
                        incident = IncidentBook.Apply(incident, Transition(TransitionKind.Cleared, ++position, Severity.Medium))!;
                        break;
                    case 2:
                        incident = IncidentHolds.Suppress(incident, "upstream").Incident;
                        break;
                    case 3:
                        incident = IncidentHolds.EndSuppression(incident, 9).Incident;
                        break;
                    default:
                        incident = IncidentStepsTests.Take(Steps[random.Next(Steps.Length)], incident, random.Next(2) == 0 ? "li" : "wang", null).Incident;
                        break;
                }

                string where = $"seed {seed} step {i}: {before} -> {incident}";
                Assert.True(incident.State.IsHeldBack() == incident.Hold is not null, where);
                Assert.True(isOver == incident.ClearedAtMs is not null, where);
                Assert.True(ReferenceEquals(before, incident) || incident.Version == before.Version + 1, where);
                Assert.True(incident.Severity >= before.Severity, where);
                // Standing: open, and when nobody has answered and nothing holds it back, it calls people.
                Assert.True(isOver || incident.IsOpen, where);
                if (!isOver && incident.Hold is null)
                    Assert.True(incident.State == (incident.AcknowledgedAtMs is null ? IncidentState.Unacknowledged : IncidentState.Acknowledged), where);
                // What is held back and becomes critical while a person had it shelved calls people.
                Assert.False(before.State == IncidentState.Shelved && before.Severity < Severity.Critical && incident.Severity == Severity.Critical
                    && incident.State == IncidentState.Shelved && before.Hold!.Source is null, where);
                // What became critical was answered by nobody: whoever answered saw something less.
                bool isSaid = incident.AcknowledgedAtMs is not null || incident.OnSiteAtMs is not null || incident.Resolution is not null;
                Assert.False(isSaid && before.Severity < Severity.Critical && incident.Severity == Severity.Critical, where);
                // It closes only over, and answered, or explained by what held it back.
                if (incident.State == IncidentState.Closed && before.IsOpen)
                {
                    bool isExplained = !lifeSafety && before.State is IncidentState.SuppressedByDesign or IncidentState.OutOfService;
                    Assert.True(isOver && (incident.AcknowledgedAtMs is not null || isExplained), where);
                }

                Assert.True(before.IsOpen || incident.State == IncidentState.Closed, where);
            }

            // Whatever is left open can be answered, and after everything has ended it closes.
            incident = IncidentBook.Apply(incident, Transition(TransitionKind.Cleared, ++position, Severity.Medium))!;
            incident = incident.AcknowledgedAtMs is null && incident.IsOpen ? IncidentBook.Acknowledge(incident, "sun", 5).Incident : incident;
            Assert.False(incident.IsOpen, $"seed {seed}: {incident}");
        }
    }

    private static Transition Transition(TransitionKind kind, long position, Severity severity) => new()
    {
        Id = "0123456789abcdef",
        Kind = kind,
        Rule = Rules.Rules.Single(rule => rule.Id == "person"),
        Device = Rules.City.FindDevice("cam-1")!,
        Position = position,
        AtMs = 100 + position,
        Severity = severity,
    };
}
