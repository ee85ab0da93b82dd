using Telemetry.Readings.Inventory;
using Telemetry.Readings.Tests.Inventory.Schema;

namespace Telemetry.Readings.Tests.Inventory;

/// <summary>One mistake each in duties, shifts and ladders of the full files; § marks the place that is told.</summary>
public sealed class DutyMistakeTests
{
    private const string Night = "- { id: night, during: 20:00-08:00 }";

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "post: county-duty", "post: §county-duti", "unknown post 'county-duti' (did you mean 'county-duty'?)" },
        { "deputies: [air-duty]", "deputies: [§air-dutty]", "unknown duty 'air-dutty' (did you mean 'air-duty'?)" },
        { "deputies: [air-duty]", "deputies: [air-duty, §air-duty]", "'air-duty' is already a deputy of duty 'air-office'" },
        { "deputies: [air-duty]", "deputies: [§air-office]", "duty 'air-office' is its own deputy: air-office -> air-office" },
        { "systems: [air-quality], role: { zh: 值", "systems: [air-quality], deputies: [air-office], role: { zh: 值", "" },
        { "- { id: day, during: 08:00-20:00 }", "- { id: day, during: §8-20 }", "'during' of a shift of duty 'air-office' must be hours such as 08:00-20:00 or 20:00-08:00, not '8-20'" },
        { "- { id: day, during: 08:00-20:00 }", "- { id: day, during: §24:00-20:00 }", "'during' of a shift of duty 'air-office' must be hours such as 08:00-20:00 or 20:00-08:00, not '24:00-20:00'" },
        { "- { id: night, during", "- { id: §day, during", "shift 'day' of duty 'air-office' is already defined at city/air.yaml:34:15" },
        { "on: holidays", "on: §holiday", "unknown calendar 'holiday' (did you mean 'holidays'?)" },
        { "on: holidays", "on: §weekday", "unknown calendar 'weekday' (did you mean 'weekdays'?)" },
        { "- id: air-office", "- id: §air-office", "duty 'air-office' has hours that no shift covers: mon 00:00-08:00" },
        { "severity: critical\n    title: { zh: 红", "severity: §critcal\n    title: { zh: 红", "unknown severity 'critcal' (did you mean 'critical'?)" },
        { "call: [duty], by", "call: [§duti], by", "unknown word 'duti' in 'call' of a step of ladder 'air' (did you mean 'duty'?)" },
        { "by: [call, app] }", "by: [call, §call] }", "'call' is there twice in 'by' of a step of ladder 'air'" },
        { "after: 0s", "after: §1m", "the first step of ladder 'air' must be at 0s, not '1m': else nobody is called until then" },
        { "after: 15m", "after: §5m", "the steps of ladder 'air' must be in order of time: '5m' is not after the step before it" },
        { "after: 15m", "after: §soon", "'after' of a step of ladder 'air' must be a duration such as 0s, 5m or 1h, not 'soon'" },
        { "repeat: 5m", "repeat: §9s", "'repeat' of ladder 'air' must be at least 10s, not 9s" },
        { "repeat: 5m", "§repaet: 5m", "unknown key 'repaet' in a ladder (did you mean 'repeat'?)" },
        { "    re-alarm: 24h\n", "    re-alarm: 24h\n  - { id: §air, title: { zh: x, en: x } }\n", "ladder 'air' is already defined at city/air.yaml:38:9" },
        { "    re-alarm: 24h\n", "    re-alarm: 24h\n  - { id: red, severity: §critical, title: { zh: x, en: x } }\n", "severity 'critical' already has the ladder 'air' at city/air.yaml:38:9" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Load_OneMistake_IsToldWithItsPlace(string old, string changed, string message)
    {
        Assert.Contains(old, FullFiles.City, StringComparison.Ordinal);
        string marked = FullFiles.City.Replace(old, changed, StringComparison.Ordinal);
        if (message.Contains("mon 00:00", StringComparison.Ordinal))
            marked = marked.Replace(Night, "- { id: night, during: 20:00-08:00, on: weekdays }", StringComparison.Ordinal);
        int place = marked.IndexOf('§', StringComparison.Ordinal);
        string text = marked.Replace("§", "", StringComparison.Ordinal);
        string where = place < 0 ? "" : $"city/air.yaml:{marked.AsSpan(0, place).Count('\n') + 1}:{place - marked.LastIndexOf('\n', place)}: ";

        CityLoadResult result = CityLoader.Load([new("systems/air.yaml", FullFiles.System), new("city/air.yaml", text), new("plans/air.yaml", FullFiles.Plans)]);

        if (message.Length == 0)
            Assert.Contains("its own deputy", string.Join('\n', result.Mistakes), StringComparison.Ordinal);
        else
            Assert.Contains(where + message, result.Mistakes.Select(mistake => mistake.ToString()));
    }

    [Theory]
    [InlineData("08:00-20:00", null, "mon 00:00-08:00")]
    [InlineData("08:00-08:00", "weekdays", "mon 00:00-08:00")]
    [InlineData("00:00-24:00", null, null)]
    [InlineData("08:00-08:00", null, null)]
    [InlineData("00:00-24:00", "weekdays", "sat 00:00-24:00")]
    [InlineData("00:00-24:00", "holidays", "mon 00:00-24:00")]
    public void Load_HoursOfOneShift_AreCoveredOrTold(string during, string? on, string? gap)
    {
        string shift = on is null ? $"{{ id: a, during: \"{during}\" }}" : $"{{ id: a, during: \"{during}\", on: {on} }}";
        string text = FullFiles.City.Replace("role: { zh: 值班员, en: Duty } }", $"role: {{ zh: 值班员, en: Duty }}, shifts: [{shift}] }}", StringComparison.Ordinal);

        CityLoadResult result = CityLoader.Load([new("systems/air.yaml", FullFiles.System), new("city/air.yaml", text), new("plans/air.yaml", FullFiles.Plans)]);

        Assert.Equal(gap is null ? [] : [$"duty 'air-duty' has hours that no shift covers: {gap}"], result.Mistakes.Select(mistake => mistake.Message));
    }

    [Fact]
    public void Load_HolidayShiftThatEndsEarly_TheHoursOfItsDaysAreMissing()
    {
        string text = FullFiles.City.Replace("during: 08:00-08:00, on: holidays", "during: 08:00-18:00, on: holidays", StringComparison.Ordinal);

        CityLoadResult result = CityLoader.Load([new("systems/air.yaml", FullFiles.System), new("city/air.yaml", text), new("plans/air.yaml", FullFiles.Plans)]);

        Assert.Equal("duty 'air-office' has hours that no shift covers: 2026-10-01 18:00-24:00", Assert.Single(result.Mistakes).Message);
    }

    [Fact]
    public void Load_Ladder_IsAsWritten()
    {
        City city = CityLoader.Load([new("systems/air.yaml", FullFiles.System), new("city/air.yaml", FullFiles.City), new("plans/air.yaml", FullFiles.Plans)]).City!;

        LadderDefinition ladder = Assert.Single(city.Ladders);
        Duty office = city.Duties[1];
        Assert.Equal(("air", "critical", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromHours(24)), (ladder.Id.Value, ladder.Severity!.Value, ladder.Repeat, ladder.OnSite, ladder.ReAlarm));
        Assert.Equal(["0:duty:call,app", "5:duty,deputies,next-level:call,app,sms", "15:all-levels,deputies:call,app,sms,screen"],
            ladder.Steps.Select(step => $"{step.After.TotalMinutes}:{string.Join(',', step.Call)}:{string.Join(',', step.By)}"));
        Assert.Equal((DutyPost.CountyDuty, "air-duty", "08:00-20:00 20:00-08:00 08:00-08:00"), (office.Post, office.Deputies[0].Id, string.Join(' ', office.Shifts.Select(shift => shift.Hours))));
    }
}
