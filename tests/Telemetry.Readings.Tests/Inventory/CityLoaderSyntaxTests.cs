using FsCheck;
using FsCheck.Fluent;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Inventory;

/// <summary>Files that are not the YAML that is wanted, or no YAML at all.</summary>
public sealed class CityLoaderSyntaxTests
{
    [Theory]
    [InlineData("areas:\n\t- x: 1", 2, 1, "a tab in the indentation; YAML indents with spaces only")]
    [InlineData("areas:\n  - id: a\n  \tlevel: city", 3, 3, "a tab in the indentation; YAML indents with spaces only")]
    [InlineData("areas: [1, 2\nsites: 3", 1, 8, "YAML syntax: the [ opened here is not closed")]
    [InlineData("areas: 'x", 1, 8, "YAML syntax: While scanning a quoted scalar, found unexpected end of stream.")]
    [InlineData("areas: a: b", 1, 9, "YAML syntax: While scanning a plain scalar value, found invalid mapping.")]
    [InlineData("areas: \"\\q\"", 1, 8, "YAML syntax: While scanning a quoted scalar, found unknown escape character.")]
    [InlineData("areas: @x", 1, 8, "YAML syntax: While scanning for the next token, found character that cannot start any token.")]
    [InlineData("areas: &a []\nsites: *a", 1, 8, "anchors and aliases (& and *) are not allowed; write the value out")]
    [InlineData("areas: []\nsites: *a", 2, 8, "anchors and aliases (& and *) are not allowed; write the value out")]
    [InlineData("areas: !!map []", 1, 8, "tags (!) are not allowed")]
    [InlineData("areas: []\n---\nareas: []", 2, 1, "a file holds one document; put this one into a file of its own")]
    [InlineData("areas: []\nsites: \0[]", 2, 8, "a NUL character")]
    [InlineData("? [a]\n: b", 1, 3, "a key must be a name, not a list")]
    [InlineData("areas:\nareas:\n", 2, 1, "key 'areas' is there twice; the first is at city/daiwan.yaml:1:1")]
    [InlineData("- a", 1, 1, "a city file must be a mapping ({ key: value }), not a list")]
    [InlineData("hello", 1, 1, "a city file must be a mapping ({ key: value }), not 'hello'")]
    [InlineData("areas: [5]", 1, 9, "an area must be a mapping ({ key: value }), not '5'")]
    [InlineData("areas: {}", 1, 8, "'areas' of a city file must be a list, not a mapping")]
    [InlineData("areas:", 1, 7, "'areas' of a city file must be a list, not nothing")]
    [InlineData("", 0, 0, "the file is empty")]
    [InlineData("# only a comment\n", 0, 0, "the file is empty")]
    public void Load_BrokenFile_IsToldWithItsPlace(string text, int line, int column, string message)
    {
        CityLoadResult result = TestCity.Load(city: text);

        Assert.Contains(new Mistake(TestCity.CityPath, line, column, message), result.Mistakes);
    }

    [Fact]
    public void Load_DeepNesting_IsRefused()
    {
        CityLoadResult result = TestCity.Load(city: "areas: " + new string('[', 10_000));

        Assert.Equal("city/daiwan.yaml:1:31: nested deeper than 24 levels", Assert.Single(result.Mistakes).ToString());
    }

    [Fact]
    public void Load_AnyText_NeverThrows()
    {
        Gen<string> fragment = Gen.Elements(
            "areas:", "devices:", "system: ", "kinds:", "rules:", "id: ", "- ", "{ ", " }", "[", "]", ", ", "\n", "\n  ", "\n    ", "\t",
            "'", "\"", "|", ">", "&a", "*a", "!t", "? ", ": ", "#", "%", "---", "...", "{0..9}", "1", "-.inf", "~", "水", "\u0001", "\u2028", "\\", "@", "`");
        Gen<string> text = from parts in Gen.ListOf(fragment) select string.Concat(parts);

        Prop.ForAll(text.ToArbitrary(), t =>
        {
            CityLoadResult result = TestCity.Load(t, t);
            return result.City is null && result.Mistakes.Count > 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(40));
    }

    [Fact]
    public void Load_GoodCityWithOneCharacterChanged_NeverThrows()
    {
        Gen<(int At, char To)> change =
            from at in Gen.Choose(0, TestCity.System.Length - 1)
            from to in Gen.Elements("\n\t{}[]:,'\"&*!|>-#%@`? 0a".ToCharArray())
            select (at, to);

        Prop.ForAll(change.ToArbitrary(), c =>
        {
            CityLoadResult result = TestCity.Load(TestCity.System.Remove(c.At, 1).Insert(c.At, c.To.ToString()));
            return (result.City is null) == (result.Mistakes.Count > 0)
                && result.Mistakes.All(m => m.Line >= 0 && m.Column >= 0 && m.File.Length > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }
}
