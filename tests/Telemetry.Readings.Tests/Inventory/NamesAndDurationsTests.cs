using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.Loading;

namespace Telemetry.Readings.Tests.Inventory;

public sealed class NamesAndDurationsTests
{
    [Theory]
    [InlineData("1ms", 1)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    public void TryParse_Duration_IsRead(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5")]
    [InlineData("0s")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5S")]
    [InlineData("1.2.3s")]
    [InlineData(".s")]
    [InlineData("4000d")]
    [InlineData("99999999999999999999999999d")]
    public void TryParse_NotADuration_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("3 intervals", 3)]
    [InlineData("1 interval", 1)]
    [InlineData("0 intervals", 0)]
    [InlineData("1001 intervals", 0)]
    [InlineData("intervals", 0)]
    [InlineData("3intervals", 0)]
    [InlineData("-3 intervals", 0)]
    public void TryParseIntervals_Text_IsReadOrRefused(string text, int expected)
    {
        bool isRead = DurationText.TryParseIntervals(text, out int intervals);

        Assert.Equal(expected > 0, isRead);
        if (isRead)
            Assert.Equal(expected, intervals);
    }

    [Theory]
    [InlineData("severty", "severity")]
    [InlineData("tilte", "title")]
    [InlineData("title", "title")]
    [InlineData("inter", "interval")]
    [InlineData("TITLE", "title")]
    [InlineData("Inter", "interval")]
    [InlineData("", null)]
    [InlineData("zzzzz", null)]
    public void NearestName_Of_TakesTheFewestEdits(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Of(name, ["severity", "title", "tide", "interval"]));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "Sitting", 3)]
    [InlineData("form", "from", 1)]
    public void NearestName_Distance_IsTheNumberOfEdits(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestName.Distance(a, b));
        Assert.Equal(expected, NearestName.Distance(b, a));
    }

    [Theory]
    [InlineData("tilte", " (did you mean 'title'?)")]
    [InlineData("zzzzzz", " (known: severity, title)")]
    public void NearestName_Hint_FallsBackToTheKnownNames(string name, string expected) =>
        Assert.Equal(expected, NearestName.Hint(name, ["severity", "title"]));

    [Fact]
    public void NearestName_HintAmongMany_SaysNothing() =>
        Assert.Equal("", NearestName.Hint("zzzzzz", Enumerable.Range(0, 17).Select(i => $"name-{i}")));

    [Theory]
    [InlineData("a", true)]
    [InlineData("hs-0001", true)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", false)]
    [InlineData("", false)]
    [InlineData("a_b", false)]
    [InlineData("A", false)]
    [InlineData("é", false)]
    [InlineData("a/b", false)]
    public void IsId_Text_FollowsThePattern(string text, bool expected) => Assert.Equal(expected, Names.IsId(text));

    [Theory]
    [InlineData("x-{1..3}", "x-1 x-2 x-3")]
    [InlineData("{09..11}", "09 10 11")]
    [InlineData("x-{007..008}-y", "x-007-y x-008-y")]
    [InlineData("single", "single")]
    public void IdTemplate_Id_PadsAsWritten(string text, string expected)
    {
        IdTemplate template = IdTemplate.Parse(text, out string? error)!.Value;

        Assert.Null(error);
        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, template.Count).Select(template.Id)));
    }

    [Fact]
    public void FieldTable_TryFind_FindsEveryFieldAndNoOther()
    {
        var table = new FieldTable(Enumerable.Range(0, 200).Select(i => new FieldProfile(i, $"field_{i}", FieldType.Number, "1", new LocalizedText("", ""))));

        Assert.All(table.Fields, field =>
        {
            Assert.True(table.TryFind(field.NameUtf8.Span, out FieldProfile? found));
            Assert.Same(field, found);
            Assert.Same(field, table.Find(field.Name));
        });
        Assert.False(table.TryFind("field_200"u8, out _));
        Assert.False(table.TryFind(""u8, out _));
        Assert.False(FieldTable.Empty.TryFind("field_1"u8, out _));
        Assert.Null(table.Find("other"));
    }
}
