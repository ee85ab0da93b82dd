using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Codecs;

/// <summary>Every mistake in what a kind says about its payloads is told with its place; § marks it.</summary>
public sealed class PayloadFormatMistakeTests
{
    private const string Mapping = "    mapping:\n      fields:\n        ";

    [Theory]
    [InlineData("    codec: §senlm", "unknown codec 'senlm' of kind 'probe' (did you mean 'senml'?)")]
    [InlineData("    senml: { temp: §temprature }", "unknown field 'temprature' (did you mean 'temperature'?)")]
    [InlineData("    senml: { temp: §[a] }", "'temp' of 'senml' of kind 'probe' must be the name of a field, not a list")]
    [InlineData("    messages-per-second: §0", "'messages-per-second' of kind 'probe' must be a number above 0")]
    [InlineData("    messages-per-second: §many", "'messages-per-second' of kind 'probe' must be a number above 0")]
    [InlineData("    §codec: senml\n    mapping: { fields: { level: /a } }", "kind 'probe' has a mapping, which only goes with JSON")]
    [InlineData("    mapping: §{ time: { at: /t, format: unix-s } }", "'mapping' of kind 'probe' lacks the key 'fields'")]
    [InlineData(Mapping + "§levle: /a", "unknown field 'levle' (did you mean 'level'?)")]
    [InlineData(Mapping + "level: §a/b", "a JSON pointer begins with '/', such as /data/temperature, not 'a/b'")]
    [InlineData(Mapping + "level: §/a~b", "in a JSON pointer '~' is written ~0 and '/' in a name ~1; '/a~b' has a single '~'")]
    [InlineData(Mapping + "level: §/a~", "has a single '~'")]
    [InlineData(Mapping + "level: §/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6", "the JSON pointer has 16 levels; payloads may be nested 15 deep")]
    [InlineData(Mapping + "level: §/a\n        pressure: /a/b", "the JSON pointer '/a' is a value here and the way to another elsewhere")]
    [InlineData(Mapping + "level: §{ scale: 2 }", "the mapping of field 'level' lacks the key 'at'")]
    [InlineData(Mapping + "level: { at: /a, §scal: 2 }", "unknown key 'scal' in the mapping of field 'level' (did you mean 'scale'?)")]
    [InlineData(Mapping + "level: { at: /a, scale: §0 }", "'scale' of the mapping of field 'level' must be a number other than 0, not '0'")]
    [InlineData(Mapping + "level: { at: /a, offset: §.inf }", "'offset' of the mapping of field 'level' must be a number, not '.inf'")]
    [InlineData(Mapping + "text: { at: /a, scale: §2 }", "the mapping of field 'text' has 'scale', which only goes with a number")]
    [InlineData(Mapping + "level: { at: /a, scale: 2, §map: { a: 1 } }", "has 'map' beside 'scale' or 'offset'")]
    [InlineData(Mapping + "level: { at: /a, map: { a: §b } }", "'a' of 'map' of the mapping of field 'level' must be a number, not 'b'")]
    [InlineData(Mapping + "flag: { at: /a, map: { a: §1 } }", "'a' of 'map' of the mapping of field 'flag' must be true or false, not '1'")]
    [InlineData("    mapping: { time: { at: /t, format: §unix }, fields: { level: /a } }", "unknown format 'unix' of a time")]
    [InlineData("    mapping: { samples: §/x, fields: { level: /a } }", "'mapping' of kind 'probe' has 'samples' without 'time'")]
    [InlineData("    event-mapping: { fields: { event: { at: /a, map: { 1: §alrm } } } }", "unknown event 'alrm' (did you mean 'alarm'?)")]
    public void Load_MistakeInTheFormat_IsToldWithItsPlace(string kind, string message)
    {
        int mark = kind.IndexOf('§', StringComparison.Ordinal);
        int line = kind[..mark].Count(c => c == '\n') + PlainCity.FirstKindLine;
        int column = mark - kind.LastIndexOf('\n', mark);

        IReadOnlyList<Mistake> mistakes = PlainCity.Load(kind.Replace("§", "", StringComparison.Ordinal)).Mistakes;

        Assert.True(
            mistakes.Any(m => (m.Line, m.Column) == (line, column) && m.Message.Contains(message, StringComparison.Ordinal)),
            $"{line}:{column} {message}\nis not among\n{string.Join('\n', mistakes)}");
    }

    [Theory]
    [InlineData("max-rate: §0.5")]
    [InlineData("max-rate: §0.5 per 5m")]
    [InlineData("max-rate: §-1 in 5m")]
    [InlineData("max-rate: §.inf in 5m")]
    [InlineData("max-rate: §1 in soon")]
    [InlineData("stuck-after: §never")]
    public void Load_MistakeInThePlausibility_IsToldWithItsPlace(string keys)
    {
        string field = $"      level: {{ unit: m, {keys}, title: {{ zh: 水位, en: Level }} }}";

        Mistake mistake = Assert.Single(PlainCity.Load("    # nothing", field.Replace("§", "", StringComparison.Ordinal)).Mistakes);

        Assert.Equal(field.IndexOf('§', StringComparison.Ordinal) + 1, mistake.Column);
    }

    [Fact]
    public void Load_PlausibilityOfAText_IsAMistake()
    {
        string field = "      text: { type: text, stuck-after: 5m, title: { zh: 文, en: Text } }";

        Assert.Contains("has 'stuck-after', which only a number has", Assert.Single(PlainCity.Load("    # nothing", field).Mistakes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Plausibility_IsInTheProfile()
    {
        FieldProfile field = PlainCity.Good(fields: "      level: { unit: m, max-rate: 0.5 in 5m, stuck-after: 6h, title: { zh: 水位, en: Level } }").Devices[0].Kind.Readings[0];

        Assert.Equal((0.5, TimeSpan.FromMinutes(5), TimeSpan.FromHours(6), 0), (field.MaximumChange, field.ChangeWindow, field.StuckAfter, field.WatchSlot));
    }
}
