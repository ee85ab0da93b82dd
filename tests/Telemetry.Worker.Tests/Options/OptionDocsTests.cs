using System.Globalization;
using System.Text.RegularExpressions;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Options;

/// <summary>What is said of options is true, in the code and in docs/operations.md.</summary>
public sealed partial class OptionDocsTests
{
    private const string Begin = "<!-- options: written from the documentation comments by OptionDocsTests, TELEMETRY_WRITE_DOCS=1 -->\n";
    private const string End = "<!-- end of options -->\n";

    private static readonly string Operations = Repository.File("docs", "operations.md");

    public static TheoryData<string> Names => [.. OptionDocs.All.Select(o => o.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Option_SaysWhatItMeansAndItsDefault(string name)
    {
        OptionDoc option = OptionDocs.All.Single(o => o.Name == name);

        Assert.True(option.Meaning.Length > 5, $"{name} has no meaning.");
        Assert.True(option.Default.Length > 0, $"The comment of {name} has no sentence 'Default ...'.");
        switch (option.Standard)
        {
            case null or Enum:
                break;
            case bool or string:
                Assert.Contains(option.Standard.ToString()!, option.Default, StringComparison.OrdinalIgnoreCase);
                break;
            case TimeSpan duration:
                Assert.Equal(duration.TotalMilliseconds, Quantity(option.Default));
                break;
            case DateTimeOffset moment:
                Assert.StartsWith(moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), option.Default, StringComparison.Ordinal);
                break;
            default:
                Assert.Equal(Convert.ToDouble(option.Standard, CultureInfo.InvariantCulture), Quantity(option.Default));
                break;
        }
    }

    [Fact]
    public void NumbersAndDurations_SayTheirRange() =>
        Assert.All(OptionDocs.All.Where(o => o.Standard is int or long or double or TimeSpan), o => Assert.True(o.Range.Length > 0, $"The comment of {o.Name} has no range."));

    [Fact]
    public void Operations_HasTheTablesOfTheComments()
    {
        string text = File.ReadAllText(Operations);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= begin, "docs/operations.md has lost the marks around the options.");
        if (Environment.GetEnvironmentVariable("TELEMETRY_WRITE_DOCS") == "1")
            File.WriteAllText(Operations, text = text[..begin] + "\n" + OptionDocs.Tables() + text[end..]);

        Assert.Contains("\n" + OptionDocs.Tables() + End, text, StringComparison.Ordinal);
        Assert.All(OptionDocs.All, option => Assert.Contains($"| `{option.Name}` |", text, StringComparison.Ordinal));
    }

    /// <summary>The number that a text such as <c>1 MiB + 64 KiB</c> begins with, in bytes or milliseconds.</summary>
    private static double Quantity(string text)
    {
        double sum = 0;
        foreach (Capture term in Terms().Match(text).Groups["term"].Captures)
        {
            string[] parts = term.Value.Split(' ');
            sum += double.Parse(parts[0].Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * (parts.ElementAtOrDefault(1) switch
            {
                "s" => 1_000,
                "min" => 60_000,
                "h" => 3_600_000,
                "days" => 86_400_000,
                "KiB" => 1 << 10,
                "MiB" => 1 << 20,
                "GiB" => 1 << 30,
                _ => 1,
            });
        }

        return sum;
    }

    [GeneratedRegex(@"^(?<term>[\d,]*\.?\d+( (ms|s|min|h|days|KiB|MiB|GiB)\b)?)( \+ (?<term>[\d,]+ (KiB|MiB|GiB)))*")]
    private static partial Regex Terms();
}
