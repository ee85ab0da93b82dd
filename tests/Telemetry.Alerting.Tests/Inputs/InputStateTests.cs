using Telemetry.Alerting.Inputs;
using static Telemetry.Alerting.Tests.Inputs.InputCity;

namespace Telemetry.Alerting.Tests.Inputs;

public sealed class InputStateTests
{
    private static readonly InputScope S1 = new(Device: "s-1");

    private readonly InputState _state = new(Default);

    [Fact]
    public void Nothing_IsSaid_NothingIsKnown()
    {
        var device = Device("s-1");

        Assert.Null(_state.Mode(device, Now));
        Assert.False(_state.Flag(device, InputFlag.Away, Now));
        Assert.Null(_state.ServicedAtMs(device));
        Assert.Equal([double.NaN, double.NaN, double.NaN], [_state.Weather(device.Area, "rain", Now), _state.Forecast(device.Area, "rain", Now), _state.Plan(device, "pressure", Now)]);
        Assert.Empty(_state.All());
    }

    [Theory]
    [InlineData(InputKind.Weather)]
    [InlineData(InputKind.Forecast)]
    public void Names_OfAnArea_AreBounded(InputKind kind)
    {
        InputRecord Named(string name, string area) => new()
        {
            Kind = kind,
            Scope = new InputScope(Area: area),
            Principal = "p",
            GivenAtMs = Now,
            FromMs = Now,
            Name = name,
            Number = 1,
            Points = [new InputPoint(Now, 1)],
        };
        for (int i = 0; i < InputState.MaximumNames; i++)
        {
            Assert.True(_state.TryApply(Named($"n{i}", "town"), out _));
        }

        Assert.False(_state.TryApply(Named("more", "town"), out string? refusal));
        Assert.Contains("64 names", refusal, StringComparison.Ordinal);
        Assert.True(_state.TryApply(Named("n0", "town"), out _));
        Assert.True(_state.TryApply(Named("more", "shire"), out _));
    }

    [Fact]
    public void ThingsThatAreLongOver_AreForgottenWhenTheyAreMany_ServicesAreNot()
    {
        const int many = 1_100;
        var city = Load(string.Concat(Enumerable.Range(1, many).Select(i => $"  - {{ id: c-{i:0000}, system: water, kind: meter, site: here, title: {{ zh: 表, en: Meter }} }}\n")));
        var state = new InputState(city);
        const long month = 30 * 24 * Hour;
        state.Apply(new InputRecord { Kind = InputKind.Service, Scope = new InputScope(Device: "s-1"), Principal = "p", GivenAtMs = Now, FromMs = Now, UntilMs = Now + 1, Number = 1 });
        for (int i = 1; i <= many; i++)
        {
            long at = i <= 1_023 ? Now : Now + (2 * month);
            state.Apply(new InputRecord { Kind = InputKind.Away, Scope = new InputScope(Device: $"c-{i:0000}"), Principal = "p", GivenAtMs = at, FromMs = at, UntilMs = at + Hour, Number = 1 });
        }

        Assert.Equal(many - 1_023 + 1, state.All().Count());
        Assert.Equal(Now, state.ServicedAtMs(city.FindDevice("s-1")!));
        Assert.True(state.Flag(city.FindDevice("c-1100")!, InputFlag.Away, Now + (2 * month)));
    }

    [Fact]
    public void Mode_OfADevice_CountsForItsTime()
    {
        _state.Apply(Mode("cold-run", S1, Now, Now + Hour));

        string?[] modes = [.. ((long[])[Now - 1, Now, Now + Hour - 1, Now + Hour]).Select(at => _state.Mode(Device("s-1"), at))];
        Assert.Equal((string?[])[null, "cold-run", "cold-run", null], modes);
        Assert.Null(_state.Mode(Device("s-2"), Now));
        Assert.Null(_state.Phase(Device("s-1"), Now));
    }

    [Theory]
    [InlineData("device", "s-1")]
    [InlineData("site", "s-1 s-2 m-1")]
    [InlineData("system-in-town", "s-1 s-2")]
    [InlineData("town", "s-1 s-2 m-1")]
    [InlineData("shire", "s-1 s-2 s-3 m-1")]
    [InlineData("system", "s-1 s-2 s-3")]
    public void Flag_OfAScope_IsForEveryDeviceInIt(string scope, string devices)
    {
        _state.Apply(Flag(InputKind.Maintenance, ScopeOf(scope)));

        Assert.Equal(devices.Split(' '), Default.Devices.Where(device => _state.Flag(device, InputFlag.Maintenance, Now)).Select(device => device.Id));
        Assert.DoesNotContain(Default.Devices, device => _state.Flag(device, InputFlag.Permit, Now));
    }

    [Fact]
    public void NarrowerScope_Wins_WhateverCameFirst()
    {
        string[] wideToNarrow = ["system", "shire", "town", "system-in-town", "site", "device"];
        bool expected = false;
        foreach (string scope in wideToNarrow)
        {
            expected = !expected;
            _state.Apply(Flag(InputKind.Maintenance, ScopeOf(scope), expected));
            Assert.Equal(expected, _state.Flag(Device("s-1"), InputFlag.Maintenance, Now));
        }

        // What a wider scope says now is hidden, and shows again when the narrower ones are taken back.
        _state.Apply(Flag(InputKind.Maintenance, ScopeOf("town"), true));
        Assert.Equal(expected, _state.Flag(Device("s-1"), InputFlag.Maintenance, Now));
        foreach (string scope in (string[])["device", "site", "system-in-town"])
        {
            _state.Apply(Record(InputKind.Maintenance, ScopeOf(scope)) with { IsTakenBack = true });
        }

        Assert.True(_state.Flag(Device("s-1"), InputFlag.Maintenance, Now));
    }

    [Fact]
    public void ModeOfASystem_IsOnlyForKindsThatHaveIt()
    {
        _state.Apply(Mode("cold-run", new InputScope(Area: "shire")));

        Assert.Equal("cold-run", _state.Mode(Device("s-3"), Now));
        Assert.Null(_state.Mode(Device("m-1"), Now));
    }

    [Fact]
    public void ShorterStretch_LiesOverALongerOne()
    {
        _state.Apply(Mode("cold-run", S1));
        _state.Apply(Mode("heating", S1, Now + Hour, Now + (2 * Hour)));

        Assert.Equal(["cold-run", "heating", "cold-run"], Enumerable.Range(0, 3).Select(hour => _state.Mode(Device("s-1"), Now + (hour * Hour))));
        Assert.Equal(2, _state.All().Count());
    }

    [Fact]
    public void Maintenance_EndedEarly_IsOver()
    {
        _state.Apply(Flag(InputKind.Maintenance, S1, untilMs: Now + (8 * Hour)));
        _state.Apply(Record(InputKind.Maintenance, S1, Now + Hour) with { IsTakenBack = true });

        Assert.True(_state.Flag(Device("s-1"), InputFlag.Maintenance, Now + Hour - 1));
        Assert.False(_state.Flag(Device("s-1"), InputFlag.Maintenance, Now + Hour));
        Assert.Equal(Now + Hour, Assert.Single(_state.All()).UntilMs);
    }

    [Fact]
    public void SameId_OfTheSamePrincipal_ChangesNothingTheSecondTime()
    {
        _state.Apply(Mode("cold-run", S1) with { Id = "a" });
        _state.Apply(Mode("heating", S1) with { Id = "a" });
        Assert.Equal("cold-run", _state.Mode(Device("s-1"), Now));
        Assert.True(_state.Reloaded().Knows(Mode("heating", S1) with { Id = "a" }));

        _state.Apply(Mode("heating", S1) with { Id = "a", Principal = "zhao" });
        Assert.Equal("heating", _state.Mode(Device("s-1"), Now));
    }

    [Fact]
    public void Ids_TheOldest_AreForgotten()
    {
        for (int i = 0; i <= InputState.MaximumIds; i++)
        {
            _state.Apply(Mode("cold-run", S1) with { Id = $"{i}" });
        }

        Assert.False(_state.Knows(Mode("cold-run", S1) with { Id = "0" }));
        Assert.True(_state.Knows(Mode("cold-run", S1) with { Id = "1" }));
    }

    [Fact]
    public void Service_TheLastOne_Counts()
    {
        _state.Apply(Service(Now - Hour, S1));
        _state.Apply(Service(Now - (9 * Hour), S1));
        Assert.Equal(Now - Hour, _state.ServicedAtMs(Device("s-1")));

        _state.Apply(Service(Now, new InputScope(Site: "here")));
        Assert.Equal(Now, _state.ServicedAtMs(Device("s-1")));
        Assert.Equal(Now, _state.Reloaded().ServicedAtMs(Device("m-1")));
        Assert.Null(_state.ServicedAtMs(Device("s-3")));

        _state.Apply(Service(Now - Hour, S1) with { IsTakenBack = true });
        _state.Apply(Service(Now, new InputScope(Site: "here")) with { IsTakenBack = true });
        Assert.Equal(Now - (9 * Hour), _state.ServicedAtMs(Device("s-1")));
    }

    [Fact]
    public void Weather_OfTheNearestAreaAround_Counts()
    {
        _state.Apply(Record(InputKind.Weather, new InputScope(Area: "shire")) with { Name = "rain", Number = 2 });
        Assert.Equal(2, _state.Weather(Device("s-1").Area, "rain", Now));

        _state.Apply(Record(InputKind.Weather, new InputScope(Area: "town"), untilMs: Now + Hour) with { Name = "rain", Number = 5 });
        Assert.Equal([5, 2], [_state.Weather(Device("s-1").Area, "rain", Now), _state.Weather(Device("s-1").Area, "rain", Now + Hour)]);
        Assert.Equal(2, _state.Weather(Device("s-3").Area, "rain", Now));
        Assert.Equal(double.NaN, _state.Weather(Device("s-1").Area, "wind", Now));
    }

    [Fact]
    public void Stretches_TooManyAhead_AreRefusedAndThoseThatAreOverMakeRoom()
    {
        for (int i = 0; i < InputTimeline.MaximumStretches; i++)
        {
            _state.Apply(Flag(InputKind.Permit, S1, fromMs: Now + (i * Hour), untilMs: Now + (i * Hour) + 1));
        }

        var next = Flag(InputKind.Permit, S1, fromMs: Now - Hour, untilMs: Now - Hour + 1);
        Assert.False(_state.TryApply(next with { GivenAtMs = Now - Hour }, out string? refusal));
        Assert.Equal("device 's-1' has 128 stretches of permit ahead already; take some back first", refusal);
        _state.Apply(next with { GivenAtMs = Now + Hour });
        Assert.Equal(InputTimeline.MaximumStretches, _state.All().Count());
    }

    [Fact]
    public void Load_InACityWithoutTheDevice_LeavesWhatIsAboutIt()
    {
        var bigger = Load("  - { id: s-9, system: heating, kind: station, site: there, title: { zh: 九, en: Nine } }\n");
        var state = new InputState(bigger);
        state.Apply(Mode("cold-run", new InputScope(Device: "s-9")));
        state.Apply(Mode("cold-run", S1) with { Note = "备注" });

        var loaded = state.Reloaded(Default);

        Assert.Equal(Mode("cold-run", S1) with { Note = "备注" }, Assert.Single(loaded.All()));
    }

    [Fact]
    public void Load_OfANewerVersion_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => new InputState(Default).Load(new BinaryReader(new MemoryStream([9]))));

    [Fact]
    public void Asking_AllocatesNothing()
    {
        _state.Apply(Mode("cold-run", new InputScope(System: "heating")));
        _state.Apply(Record(InputKind.Weather, new InputScope(Area: "shire")) with { Name = "rain", Number = 2 });
        _state.Apply(Record(InputKind.Plan, new InputScope(Site: "here")) with { Name = "pressure", Points = [new(Now, 1)] });
        var device = Device("s-1");
        Ask();
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1_000; i++)
        {
            Ask();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Ask()
        {
            _ = _state.Mode(device, Now);
            _ = _state.Flag(device, InputFlag.Away, Now);
            _ = _state.ServicedAtMs(device);
            _ = _state.Weather(device.Area, "rain", Now) + _state.Forecast(device.Area, "rain", Now) + _state.Plan(device, "pressure", Now);
        }
    }

    private static InputRecord Service(long doneAtMs, InputScope scope) => Record(InputKind.Service, scope, doneAtMs, doneAtMs + 1) with { Number = 1 };

    private static InputScope ScopeOf(string name) => name switch
    {
        "device" => S1,
        "site" => new InputScope(Site: "here"),
        "system-in-town" => new InputScope(Area: "town", System: "heating"),
        "town" => new InputScope(Area: "town"),
        "shire" => new InputScope(Area: "shire"),
        _ => new InputScope(System: "heating"),
    };
}
