using Telemetry.Alerting.Engine;

namespace Telemetry.Alerting.Tests.Engine;

public sealed class AllocationTests
{
    [Fact]
    public void Process_NothingChanges_AllocatesNothing()
    {
        var rules = TestCity.Compile(
            TestRules.LowPressure + "\n" + TestRules.Silent + "\n" + TestRules.When("makeup_flow / flow > 0.04 and delta(pressure, 5m) < -0.03"),
            TestRules.Intruder);
        var engine = new RuleEngine(rules);
        var output = new List<Transition>();
        double[] numbers = [1, 100, 0.5, -3, 1, double.NaN];
        string?[] noTexts = new string?[5];
        var camera = rules.City.FindDevice("cam-1")!;
        noTexts[0] = "cleared";
        Run(0, 2000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(2000, 4000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(output);

        void Run(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                long time = Replay.Ms(i * 15);
                numbers[0] = 1 + (i % 7 * 0.01);
                engine.Process(new Sample { Position = i, Device = rules.City.Devices[0], TimestampMs = time, ReceivedAtMs = time, Numbers = numbers }, output);
                engine.Process(new Sample { Position = i, Device = rules.City.Devices[1], TimestampMs = time, ReceivedAtMs = time, Numbers = numbers }, output);
                engine.Process(
                    new Sample { Position = i, Device = camera, IsEvent = true, TimestampMs = time, ReceivedAtMs = time, Numbers = numbers.AsSpan(0, 5), Texts = noTexts }, output);
                engine.Tick(i, time, true, output);
            }
        }
    }

    [Fact]
    public void Process_AllWindowsAndLateReadings_AllocatesNothing()
    {
        var rules = TestCity.Compile(ReferenceRules.Yaml);
        var engine = new RuleEngine(rules);
        var output = new List<Transition>();
        double[] numbers = [0.29, 0, 5, 1, 1, double.NaN];
        string?[] texts = [null, null, null, null, null, "normal"];
        Run(0, 1000);
        int told = output.Count;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000, 2000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(told, output.Count);

        void Run(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                // Every second one comes before the one that it follows.
                long time = Replay.Ms((i ^ 1) * 20);
                long received = Replay.Ms((i | 1) * 20);
                engine.Process(
                    new Sample { Position = i, Device = rules.City.Devices[0], TimestampMs = time, ReceivedAtMs = received, Numbers = numbers, Texts = texts }, output);
            }
        }
    }

    [Fact]
    public void Process_WhatStandsIsLookedAt_AllocatesNothing()
    {
        var rules = TestCity.Compile("""
            - id: high
              when: flow > 10
              severity: { low: at once, high: after 30d, critical: when value > 400 }
              title: { zh: "{value}", en: "{value}" }
              chatter: 3 in 1m
              group: { by: area, at-least: 3, within: 5m, title: { zh: 多, en: Many } }
            - id: hidden
              when: flow > 5
              inhibited-by: high
              during: 00:00-24:00
              severity: low
              title: { zh: 隐, en: Hidden }
            """);
        var engine = new RuleEngine(rules);
        var output = new List<Transition>();
        double[] numbers = [1, 100, 0.5, -3, 1, double.NaN];
        Run(0, 2000);
        Assert.Equal("high", Assert.Single(output).Rule.Id);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(2000, 4000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                long time = Replay.Ms(i * 15);
                numbers[1] = 100 + (i % 7);
                engine.Process(new Sample { Position = i, Device = rules.City.Devices[0], TimestampMs = time, ReceivedAtMs = time, Numbers = numbers }, output);
                engine.Tick(i, time, true, output);
            }
        }
    }
}
