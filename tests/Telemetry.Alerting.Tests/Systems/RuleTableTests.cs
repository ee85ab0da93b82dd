namespace Telemetry.Alerting.Tests.Systems;

/// <summary>What docs/city-rules.md says of the rules is what the files say.</summary>
public sealed class RuleTableTests
{
    private const string Begin = "<!-- rules: written from seeds/systems by RuleTableTests, TELEMETRY_WRITE_DOCS=1 -->\n";

    private static readonly string Docs = Path.Combine(SeedsFolder.Path, "..", "docs", "city-rules.md");

    [Fact]
    public void Docs_HaveEveryRuleOfTheSeeds()
    {
        string text = File.ReadAllText(Docs);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        Assert.True(begin >= 0, "docs/city-rules.md has lost the mark before its tables.");
        string expected = text[..begin] + Begin + RuleTable.Write();
        if (Environment.GetEnvironmentVariable("TELEMETRY_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Docs, text = expected);
        }

        Assert.Equal(expected, text);
    }
}
