using System.Globalization;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Silences;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Silences;

/// <summary>What endangers life and stands unanswered is never quiet for more than an hour on end, by whatever is put together.</summary>
public sealed class LifeSafetyQuietTests : IDisposable
{
    private static readonly SilenceScope Cameras = new() { Systems = ["water-safety"] };

    private SilenceRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Shelved_AgainAndAgain_CountsFromItsBeginning()
    {
        string id = _rig.Raise("cam-1");
        Assert.Null(Shelve(id, 60));

        Pass(46);
        Assert.Equal((RefusalReason.QuietTooLong, TimeSpan.FromMinutes(14)), (Shelve(id, 60)!.Reason, Shelve(id, 60)!.Limit));
        Assert.Null(Shelve(id, 14));
        Assert.Contains("at most 14 more minutes", Refusal.QuietTooLong(TimeSpan.FromMinutes(14)).Message.En, StringComparison.Ordinal);

        Pass(14);
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
        Assert.Contains("has to call for 5 minutes first", Shelve(id, 1)!.Message.En, StringComparison.Ordinal);
        Assert.Equal(RefusalReason.QuietTooLong, Take(IncidentStep.OutOfService, id, 1)!.Reason);
        Pass(5);
        Assert.Null(Shelve(id, 60));
    }

    [Fact]
    public void OutOfService_AfterAShelf_IsTheSameQuiet_AndUnshelvingForAMomentDoesNotEndIt()
    {
        string id = _rig.Raise("cam-1");
        Assert.Null(Shelve(id, 30));
        Pass(20);
        Assert.Equal(RefusalReason.QuietTooLong, Take(IncidentStep.OutOfService, id, 60)!.Reason);
        Assert.Null(Take(IncidentStep.Unshelve, id, 0));
        Pass(1);
        _rig.Restart();

        Assert.Equal(RefusalReason.QuietTooLong, Shelve(id, 40)!.Reason);
        Assert.Null(Shelve(id, 39));
    }

    [Fact]
    public void Shelved_OfNoDangerToLife_IsLimitedOneByOneOnly()
    {
        string id = _rig.Raise("hs-1");
        Assert.Null(Shelve(id, 24 * 60));
        Pass(60);

        Assert.Null(Shelve(id, 24 * 60));
    }

    [Fact]
    public void ClockPutBack_WhileShelved_GivesNoTime()
    {
        string id = _rig.Raise("cam-1");
        Assert.Null(Shelve(id, 60));
        Pass(50);
        _rig.Time.Step(TimeSpan.FromMinutes(-60));

        Assert.Equal(TimeSpan.Zero, Shelve(id, 60)!.Limit);
    }

    [Fact]
    public void Withdrawn_AndMadeAnew_IsOneSilence()
    {
        Silence first = _rig.Create(_rig.Order(Cameras, TimeSpan.FromMinutes(60)));
        string id = _rig.Raise("cam-1");
        Pass(55);
        _rig.Book.Withdraw(SilenceKind.Silence, first.Id, null, SilenceRig.Administrator);
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);

        Assert.Contains(first.Id, _rig.Book.Create(_rig.Order(Cameras, TimeSpan.FromMinutes(60)), SilenceRig.Administrator).Mistake, StringComparison.Ordinal);
        Assert.Contains(first.Id, _rig.Book.Create(_rig.Order(Cameras, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(4)), SilenceRig.Administrator).Mistake, StringComparison.Ordinal);

        // What is left of the hour is allowed; what stands has begun to call and goes on.
        _rig.Create(_rig.Order(Cameras, TimeSpan.FromMinutes(5)));
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
        Assert.Equal(IncidentState.Shelved, _rig.Find(_rig.Raise("cam-1")).State);
        Pass(10);
        _rig.Create(_rig.Order(Cameras, TimeSpan.FromMinutes(60)));
        Assert.Equal(IncidentState.Shelved, _rig.Find(id).State);
    }

    [Fact]
    public void Ended_ByTime_CountsToo()
    {
        Silence first = _rig.Create(_rig.Order(Cameras, TimeSpan.FromMinutes(50)));
        Pass(52);

        Assert.Contains(first.Id, _rig.Book.Create(_rig.Order(Cameras, TimeSpan.FromMinutes(50)), SilenceRig.Administrator).Mistake, StringComparison.Ordinal);
        _rig.Create(_rig.Order(Cameras, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(3)));
    }

    [Fact]
    public void LetGo_WhileAnotherSilenceIsInForce_CallsForFiveMinutes()
    {
        string id = _rig.Raise("cam-1");
        Silence first = _rig.Create(_rig.Order(new SilenceScope { Devices = ["cam-1"] }, TimeSpan.FromMinutes(30)));
        Pass(10);
        _rig.Create(_rig.Order(Cameras, TimeSpan.FromMinutes(50)));
        _rig.Book.Withdraw(SilenceKind.Silence, first.Id, null, SilenceRig.Administrator);

        for (int minute = 0; minute < 5; minute++)
        {
            Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
            Pass(1);
        }

        Assert.Equal(IncidentState.Shelved, _rig.Find(id).State);
    }

    [Fact]
    public void Calendar_OneHourAfterAnother_LeavesLifeSafetyAloneInTheSecond()
    {
        Use([(0, 60), (60, 120), (125, 185)]);
        Pass(0);
        string id = _rig.Raise("cam-1");
        Assert.Equal(IncidentState.OutOfService, _rig.Find(id).State);

        Pass(60);
        string other = _rig.Raise("cam-1"), harmless = _rig.Raise("hs-1");
        Assert.Equal((IncidentState.Unacknowledged, IncidentState.Unacknowledged, IncidentState.OutOfService), (_rig.Find(id).State, _rig.Find(other).State, _rig.Find(harmless).State));
        Pass(30);
        _rig.Restart();
        Pass(1);
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);

        Pass(34);
        Assert.Equal((IncidentState.OutOfService, IncidentState.OutOfService), (_rig.Find(id).State, _rig.Find(other).State));
    }

    /// <summary>Somebody who tries by every means to keep two cameras quiet, with planned works on top.</summary>
    [Fact]
    public void AnySequence_NeverKeepsItQuietForMoreThanAnHour()
    {
        int quietMinutes = 0, callingMinutes = 0, refused = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            Use([.. Enumerable.Range(0, 6).Select(_ => random.Next(480)).Select(from => (from, from + 5 + random.Next(60)))]);
            var watched = new[] { "cam-1", "cam-2" }.Select(device => new Watched(_rig.Raise(device))).ToArray();
            for (int minute = 0; minute < 480; minute++)
            {
                for (int i = random.Next(3); i > 0; i--)
                {
                    refused += Act(random, watched[random.Next(2)].Id) ? 0 : 1;
                    See();
                }

                Pass(1);
                See();
                quietMinutes += watched.Count(one => one.IsQuiet);
                callingMinutes += watched.Count(one => !one.IsQuiet);

                void See()
                {
                    foreach (Watched one in watched)
                        one.See(_rig.Find(one.Id), _rig.Time.NowMs, $"seed {seed}, minute {minute}");
                }
            }
        }

        Assert.True(quietMinutes > 3_000 && callingMinutes > 500 && refused > 500, $"{quietMinutes} quiet, {callingMinutes} calling, {refused} refused");
    }

    private bool Act(Random random, string id)
    {
        int minutes = random.Next(2) == 0 ? 60 : 1 + random.Next(60);
        SilenceKind kind = random.Next(2) == 0 ? SilenceKind.Silence : SilenceKind.Maintenance;
        IReadOnlyList<Silence> made = [.. _rig.Desk.All.Select(known => known.Silence)];
        Silence? some = made.Count == 0 ? null : made[random.Next(made.Count)];
        switch (random.Next(9))
        {
            case 0 or 1:
                return Shelve(id, minutes, $"p{random.Next(2)}") is null;
            case 2:
                return Take(IncidentStep.OutOfService, id, minutes, $"p{random.Next(2)}") is null;
            case 3:
                return Take(random.Next(2) == 0 ? IncidentStep.Unshelve : IncidentStep.Return, id, 0) is null;
            case 4 or 5:
                SilenceScope scope = random.Next(3) switch { 0 => Cameras, 1 => new() { Areas = ["town"] }, _ => new() { Devices = ["cam-1"] } };
                return _rig.Book.Create(_rig.Order(scope, TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(random.Next(2) * random.Next(30)), kind: kind), SilenceRig.Administrator).Mistake is null;
            case 6 when some is not null && random.Next(3) == 0:
                return _rig.Book.Withdraw(some.Kind, some.Id, null, SilenceRig.Administrator).Mistake is null;
            case 7 when some is not null:
                return _rig.Book.Extend(some.Kind, some.Id, null, TimeSpan.FromMinutes(1 + random.Next(30)), null, SilenceRig.Administrator).Mistake is null;
            case 8 when random.Next(10) == 0:
                _rig.Restart();
                return true;
            default:
                return true;
        }
    }

    private Refusal? Shelve(string id, int minutes, string who = "li") => Take(IncidentStep.Shelve, id, minutes, who);

    private Refusal? Take(IncidentStep step, string id, int minutes, string who = "li") => _rig.Writer.Take(
        id, new StepRequest(step, who, StepChannel.Api) { Reason = "known", UntilMs = _rig.Time.NowMs + (minutes * 60_000L) })!.Refusal;

    /// <summary>Time passes, and everything that looks by itself has looked.</summary>
    private void Pass(int minutes)
    {
        _rig.Pass(TimeSpan.FromMinutes(minutes));
        _rig.Holds.Look();
        _rig.Sweep.Run();
    }

    /// <summary>Begins anew with planned works of the whole town, each from and until a minute.</summary>
    private void Use(IReadOnlyList<(int From, int Until)> works)
    {
        _rig.Dispose();
        DateTimeOffset start = new SteppedClock().GetUtcNow();
        string At(int minutes) => start.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string items = string.Join('\n', works.Select((work, i) =>
            $$"""  - { id: w{{i}}, areas: town, from: "{{At(work.From)}}", until: "{{At(work.Until)}}", reason: { zh: 检修, en: Work }, owner: repair }"""));
        _rig = new SilenceRig(TestCity.Load(
            TestCity.Places + "\nduties:\n  - { id: repair, area: town, systems: [heating], role: { zh: 抢修, en: Repair } }\nmaintenance:\n" + items));
    }

    /// <summary>What somebody who looks at an incident all the while would say of it.</summary>
    private sealed class Watched(string id)
    {
        private long? _quietFrom;
        private long? _callsFrom;

        public string Id => id;

        public bool IsQuiet => _callsFrom is null;

        public void See(Incident incident, long nowMs, string where)
        {
            Assert.True(incident.AcknowledgedAtMs is null && incident.IsOpen, where);
            if (_callsFrom is { } calls && nowMs - calls >= 5 * 60_000)
                _quietFrom = null;
            if (incident.State.IsHeldBack())
            {
                _quietFrom ??= nowMs;
                _callsFrom = null;
            }
            else
            {
                _callsFrom ??= nowMs;
            }

            double minutes = ((_callsFrom ?? nowMs) - (_quietFrom ?? nowMs)) / 60_000.0;
            Assert.True(minutes <= 60, $"{where}: {id} quiet for {minutes} minutes: {incident.Hold}");
        }
    }
}
