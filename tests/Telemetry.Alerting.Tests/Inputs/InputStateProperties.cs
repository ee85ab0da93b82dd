using FsCheck;
using FsCheck.Fluent;
using Telemetry.Alerting.Inputs;
using static Telemetry.Alerting.Tests.Inputs.InputCity;

namespace Telemetry.Alerting.Tests.Inputs;

/// <summary>Against a list of everything that was said, looked through from the newest.</summary>
public sealed class InputStateProperties
{
    private const int Times = 12;

    private static readonly InputScope[] NarrowToWide =
        [new(Device: "s-1"), new(Site: "here"), new(Area: "town", System: "heating"), new(Area: "town"), new(Area: "shire", System: "heating"), new(Area: "shire"), new(System: "heating")];

    private static readonly Gen<InputRecord> Said =
        from scope in Gen.Elements(NarrowToWide)
        from fromHour in Gen.Choose(0, Times - 1)
        from hours in Gen.Choose(1, Times)
        from what in Gen.Elements("cold-run", "heating", "")
        from isEndless in Gen.Elements(true, false)
        select Record(InputKind.Mode, scope, Now + (fromHour * Hour), isEndless ? long.MaxValue : Now + ((fromHour + hours) * Hour)) with
        {
            Text = what.Length == 0 ? null : what,
            IsTakenBack = what.Length == 0,
        };

    [Fact]
    public void Mode_AtAnyTime_IsTheNewestOfTheNarrowestScope() =>
        Prop.ForAll(Gen.ListOf(Said).ToArbitrary(), said =>
        {
            var state = new InputState(Default);
            foreach (var record in said)
            {
                state.Apply(record);
            }

            var reloaded = state.Reloaded();
            for (int hour = 0; hour < Times; hour++)
            {
                string? expected = Expected(said, Now + (hour * Hour));
                Assert.Equal(expected, state.Mode(Device("s-1"), Now + (hour * Hour)));
                Assert.Equal(expected, reloaded.Mode(Device("s-1"), Now + (hour * Hour)));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void SavedInTheMiddle_GoesOnAlike() =>
        Prop.ForAll(Gen.ListOf(Said).ToArbitrary(), Gen.Choose(0, 20).ToArbitrary(), (said, cut) =>
        {
            var whole = new InputState(Default);
            var broken = new InputState(Default);
            foreach (var (index, record) in said.Index())
            {
                whole.Apply(record);
                broken = index == cut ? broken.Reloaded() : broken;
                broken.Apply(record);
            }

            Assert.Equal(whole.All().ToHashSet(), [.. broken.All()]);
        }).QuickCheckThrowOnFailure();

    private static string? Expected(IReadOnlyList<InputRecord> said, long atMs) => NarrowToWide
        .Select(scope => said.LastOrDefault(record => record.Scope == scope && record.FromMs <= atMs && atMs < record.UntilMs)?.Text)
        .FirstOrDefault(text => text is not null);
}
