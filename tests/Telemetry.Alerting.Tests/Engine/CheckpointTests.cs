using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Inputs;

namespace Telemetry.Alerting.Tests.Engine;

public sealed class CheckpointTests
{
    private const string FirstVersion =
        "VExSQwEAAgAAAAR0ZXN0B3N0YXRpb24GAAAACHByZXNzdXJlBGZsb3cLbWFrZXVwX2Zsb3cHb3V0ZG9vcgdydW5uaW5nBG1vZGUBAAAAAAhwcmVzc3VyZeCTBAAAAAAAAgAAAANsb3cE" +
        "cnVsZQEAAAAGc2lsZW50AAAAAAR0ZXN0BmNhbWVyYQEAAAAHYmF0dGVyeQAAAAAAAAAAAAAAAAEAAAAGcGVyc29uEE67pJoBAAAAAAAAAAAAAJgcBQAAAAAAEAkFAAAAAAABBAAAAANz" +
        "LTEAAAAAEE67pJoBAAAQTrukmgEAABAJBQAAAAAAAAAAAAAAAIAQTrukmgEAAJqZmZmZmck/AAAAAAAAAACAAAAAAAAAAIAAAAAAAAAAgAAAAAAAAACAAAAAAAAAAIALMLq2pJoBAADN" +
        "zMzMzMzsPwEAAABgL7ekmgEAAM3MzMzMzOw/AQAAAJCkt6SaAQAAzczMzMzM7D8BAAAAwBm4pJoBAADNzMzMzMzsPwEAAADwjrikmgEAAM3MzMzMzOw/AQAAACAEuaSaAQAAzczMzMzM" +
        "7D8BAAAAUHm5pJoBAADNzMzMzMzsPwEAAACA7rmkmgEAAJqZmZmZmck/AQAAALBjuqSaAQAAmpmZmZmZyT8BAAAA4Ni6pJoBAACamZmZmZnJPwEAAAAQTrukmgEAAJqZmZmZmck/AQAA" +
        "AAEAAAAAAAAAgAAAAAAAAACACwAAAAAAAAABAAAAAAAAAIAQTrukmgEAAAAAAAAAAACAAANzLTIAAAAA4Ni6pJoBAADg2LqkmgEAAOCTBAAAAAAAAAAAAAAAAIDg2LqkmgEAAJqZmZmZ" +
        "mck/AAAAAAAAAACAAAAAAAAAAIAAAAAAAAAAgAAAAAAAAACAAAAAAAAAAIAB4Ni6pJoBAACamZmZmZnJPwEAAAAB4Ni6pJoBAADg2LqkmgEAAAAAAAAAAACAAAADcy0zAAAAAAAAAAAA" +
        "AACAAAAAAAAAAIAAAAAAAAAAAAAAAAAAAACAAAAAAAAAAIAAAAAAAAAAgAAAAAAAAACAAAAAAAAAAIAAAAAAAAAAgAAAAAAAAACAAAAAAAVjYW0tMQEAAAAAAAAAAAAAgAAAAAAAAACA" +
        "mBwFAAAAAAAAAAAAAAAAgAHt4Eknjw+63wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" +
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAABAAAAAAAAAARlYXN0LwAAAAAAAACYYbukmgEAAJgcBQAAAAAARU5ELg==";

    private const string Ruin = TestRules.LowPressure + "\n" + TestRules.Silent;

    [Fact]
    public void Load_OtherRulesAndDevices_TakesOverWhatIsKnown()
    {
        var replay = Standing();
        var changed = TestCity.Compile(
            TestRules.When("flow > 400").Replace("id: rule", "id: new", StringComparison.Ordinal)
                + "\n" + TestRules.LowPressure.Replace("0.35", "0.4", StringComparison.Ordinal),
            TestRules.Intruder,
            """
            devices:
              - { id: s-0, system: test, kind: station, site: here, title: { zh: 零, en: Zero } }
              - { id: s-1, system: test, kind: station, site: here, title: { zh: 一, en: One } }
              - { id: cam-1, system: test, kind: camera, site: here, title: { zh: 摄像头, en: Camera } }

            """);
        var engine = new RuleEngine(changed);
        var orphans = engine.Load(Saved(replay.Engine));
        Assert.Equal(
            [("low", "s-2"), ("silent", "s-2")],
            orphans.Select(orphan => (orphan.RuleId, orphan.DeviceId)).Order());
        Assert.Equal(replay.Transitions.Where(transition => transition.Device.Id == "s-2").Select(transition => transition.Id).Order(), orphans.Select(orphan => orphan.Id).Order());

        var device = changed.City.FindDevice("s-1")!;
        Assert.True(engine.Latest.TryGet(device, 0, out var latest));
        Assert.Equal(0.2, latest.Value);
        var output = new List<Transition>();
        Send(0.38);
        Assert.Empty(output);
        Send(0.4);
        Assert.Equal(replay.Transitions.Find(transition => transition.Device.Id == "s-1")!.Id, Assert.Single(output).Id);

        void Send(double pressure) => engine.Process(
            new Sample { Position = 1000, Device = device, TimestampMs = Replay.Ms(5000), ReceivedAtMs = Replay.Ms(5000), Numbers = [pressure, 1, 1, 1, 1, double.NaN] },
            output);
    }

    [Fact]
    public void Load_DeviceThatBecameAnotherKind_LeavesItsState()
    {
        var replay = Standing();
        var changed = TestCity.Compile(Ruin, TestRules.Intruder, TestCity.Devices.Replace("id: s-2, system: test, kind: station", "id: s-2, system: test, kind: camera", StringComparison.Ordinal));
        var engine = new RuleEngine(changed);
        Assert.Equal(["low", "silent"], engine.Load(Saved(replay.Engine)).Select(orphan => orphan.RuleId).Order());
        Assert.False(engine.Latest.TryGet(changed.City.FindDevice("s-2")!, 0, out _));
    }

    [Fact]
    public void Load_EventRuleGone_GivesItsConditions()
    {
        var replay = Standing();
        var engine = new RuleEngine(TestCity.Compile(Ruin));
        Assert.Equal(
            replay.Transitions.Where(transition => transition.Rule.Id == "person").Select(transition => transition.Id),
            engine.Load(Saved(replay.Engine)).Select(orphan => orphan.Id));
    }

    [Fact]
    public void Load_NewDevice_IsNotSilentSinceTheBeginning()
    {
        var replay = new Replay(TestRules.Silent);
        replay.Ticks(0, 10_000);
        var more = TestCity.Compile(TestRules.Silent, "", TestCity.Devices + "  - { id: s-9, system: test, kind: station, site: here, title: { zh: 九, en: Nine } }\n");
        var engine = new RuleEngine(more);
        Assert.Empty(engine.Load(Saved(replay.Engine)));
        var output = new List<Transition>();
        for (int time = 10_010; time <= 10_080; time += 10)
        {
            engine.Tick(time, Replay.Ms(time), true, output);
        }

        Assert.Empty(output);
        engine.Tick(10_090, Replay.Ms(10_090), true, output);
        Assert.Equal("s-9", Assert.Single(output).Device.Id);
    }

    [Fact]
    public void Tick_DeviceTakenOutOfServiceWhileSilent_Clears()
    {
        var replay = new Replay(TestRules.Silent);
        replay.Ticks(0, 100);
        var commissioning = TestCity.Compile(TestRules.Silent, "", TestCity.Devices.Replace("en: One }", "en: One }, state: commissioning", StringComparison.Ordinal));
        var engine = new RuleEngine(commissioning);
        engine.Load(Saved(replay.Engine));
        var output = new List<Transition>();
        engine.Tick(1000, Replay.Ms(110), true, output);
        Assert.Equal((TransitionKind.Cleared, "s-1"), (Assert.Single(output).Kind, output[0].Device.Id));
    }

    [Fact]
    public void Load_DeviceRetired_ItsConditionsAreOrphansAndNothingOfItStands()
    {
        var replay = new Replay(TestRules.Silent);
        replay.Ticks(0, 100);
        var retired = TestCity.Compile(TestRules.Silent, "", TestCity.Devices.Replace("en: One }", "en: One }, state: retired", StringComparison.Ordinal));
        var engine = new RuleEngine(retired);
        Assert.Equal("s-1", Assert.Single(engine.Load(Saved(replay.Engine))).DeviceId);
        var output = new List<Transition>();
        engine.Tick(1000, Replay.Ms(110), true, output);
        Assert.DoesNotContain(output, transition => transition.Device.Id == "s-1");
    }

    [Fact]
    public void Load_CutAnywhere_IsRefused()
    {
        byte[] whole = Saved(Standing().Engine).ToArray();
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<CheckpointException>(() => Load(whole.AsSpan(0, length).ToArray()));
        }
    }

    [Fact]
    public void Load_NewerVersion_IsRefusedWithTheWayBack()
    {
        byte[] bytes = Saved(Standing().Engine).ToArray();
        bytes[4]++;
        var refusal = Assert.Throws<CheckpointException>(() => Load(bytes));
        Assert.Equal(
            "the checkpoint has version 4, this program knows 3: run the newer program, or delete the checkpoint to read the journal from its beginning",
            refusal.Message);
    }

    [Fact]
    public void Load_FirstVersion_StandingStandsAndPendingGoesOn()
    {
        // Written by version 0.1: low standing at s-1 and pending at s-2 since 300 s, a person before cam-1.
        var rules = TestCity.Compile(Ruin + "\n" + TestRules.When("delta(pressure, 5m) < -0.5"), TestRules.Intruder);
        var engine = new RuleEngine(rules);
        Assert.Empty(engine.Load(new MemoryStream(Convert.FromBase64String(FirstVersion))));
        var output = new List<Transition>();
        Send("s-1", 330, 0.2);
        Send("s-1", 320, 0.9);
        Assert.Empty(output);

        // The window goes on: the anchor is 0.9, at 60 s.
        Send("s-1", 360, 0.2);
        Assert.Equal("Raised rule", Assert.Single(output).Kind + " " + output[0].Rule.Id);
        Send("s-2", 360, 0.2);
        Assert.Equal("Raised low s-2", $"{output[1].Kind} {output[1].Rule.Id} {output[1].Device}");
        Send("s-1", 390, 0.35);
        Assert.Equal("Cleared low 5deb2a61a4577675", $"{output[2].Kind} {output[2].Rule.Id} {output[2].Id}");
        Send("cam-1", 400, 0);
        Assert.Equal("Cleared person 2a0800921267f30e", $"{output[^1].Kind} {output[^1].Rule.Id} {output[^1].Id}");

        // It is saved in the form of today.
        Assert.Empty(new RuleEngine(rules).Load(Saved(engine)));

        void Send(string device, int time, double pressure)
        {
            bool isCamera = device == "cam-1";
            engine.Process(
                new Sample
                {
                    Position = time,
                    Device = rules.City.FindDevice(device)!,
                    IsEvent = isCamera,
                    TimestampMs = Replay.Ms(time),
                    ReceivedAtMs = Replay.Ms(Math.Max(330, time)),
                    Numbers = isCamera ? new double[5] : [pressure, 1, 1, 1, 1, double.NaN],
                    Texts = isCamera ? (string?[])["cleared", null, null, null, null] : [],
                },
                output);
        }
    }

    [Fact]
    public void Load_FirstVersionWithoutTheRule_GivesItsCondition()
    {
        var engine = new RuleEngine(TestCity.Compile(TestRules.Silent, TestRules.Intruder));
        Assert.Equal("5deb2a61a4577675", Assert.Single(engine.Load(new MemoryStream(Convert.FromBase64String(FirstVersion)))).Id);
    }

    [Fact]
    public void Load_WhatPeopleSaid_IsTakenOver()
    {
        var replay = Standing();
        var maintenance = new InputRecord
        {
            Kind = InputKind.Maintenance,
            Scope = new InputScope(Device: "s-1"),
            Principal = "wang",
            GivenAtMs = 5,
            FromMs = 5,
            Number = 1,
        };
        Assert.True(replay.Engine.TryInput(maintenance, out _));

        var engine = new RuleEngine(TestCity.Compile(Ruin, TestRules.Intruder));
        engine.Load(Saved(replay.Engine));

        Assert.Equal(maintenance, Assert.Single(engine.Inputs.All()));
    }

    [Fact]
    public void Load_SomethingElse_IsRefused() =>
        Assert.Equal("this is no checkpoint of the rule engine", Assert.Throws<CheckpointException>(() => Load([1, 2, 3, 4, 5, 6, 7, 8])).Message);

    [Fact]
    public void Load_DamagedAnywhere_ThrowsNothingElse()
    {
        byte[] whole = Saved(Standing().Engine).ToArray();
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0xFF;
            try
            {
                Load(damaged);
            }
            catch (CheckpointException)
            {
                // Seen; what is not seen is another number.
            }
        }
    }

    private static void Load(byte[] bytes) => new RuleEngine(TestCity.Compile(Ruin, TestRules.Intruder)).Load(new MemoryStream(bytes));

    /// <summary>Conditions of all sorts standing: low and silent at s-1 and s-2, a person before cam-1.</summary>
    private static Replay Standing()
    {
        var replay = new Replay(Ruin + "\n" + TestRules.When("delta(pressure, 5m) > 1"), TestRules.Intruder);
        replay.Tick(0);
        foreach (string device in new[] { "s-1", "s-2" })
        {
            replay.Reading(device, 0, "pressure", 0.2);
            replay.Reading(device, 60, "pressure", 0.2);
        }

        replay.Ticks(10, 300);
        replay.Intrusion("cam-1", 305, "east");
        replay.Heard("s-1", 306);
        Assert.Equal(6, replay.Transitions.Count);
        return replay;
    }

    private static MemoryStream Saved(RuleEngine engine)
    {
        var stream = new MemoryStream();
        engine.Save(stream);
        stream.Position = 0;
        return stream;
    }
}
