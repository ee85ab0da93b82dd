using System.Text.Json;
using System.Text.RegularExpressions;
using Telemetry.EndToEnd.Tests.Harness;

namespace Telemetry.EndToEnd.Tests.Grafana;

public sealed partial class DashboardLayoutTests
{
    public static TheoryData<string> Dashboards => [.. DashboardQueries.Names];

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_AnyDashboard_HaveIdsOfTheirOwnAndDoNotOverlap(string dashboard)
    {
        using JsonDocument document = DashboardQueries.Open(dashboard);
        JsonElement[] panels = [.. document.RootElement.GetProperty("panels").EnumerateArray()];

        Assert.Distinct(panels.Select(panel => panel.GetProperty("id").GetInt32()));
        var taken = new HashSet<(int X, int Y)>();
        foreach (JsonElement panel in panels)
        {
            JsonElement place = panel.GetProperty("gridPos");
            int x = place.GetProperty("x").GetInt32(), y = place.GetProperty("y").GetInt32();
            int width = place.GetProperty("w").GetInt32(), height = place.GetProperty("h").GetInt32();
            Assert.InRange(x + width, 1, 24);
            for (int column = x; column < x + width; column++)
            {
                for (int row = y; row < y + height; row++)
                    Assert.True(taken.Add((column, row)), $"{DashboardQueries.Text(panel, "title")} overlaps at {column},{row}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Titles_AnyPanel_AreChineseAndEnglish(string dashboard)
    {
        using JsonDocument document = DashboardQueries.Open(dashboard);

        Assert.Matches(ChineseThenEnglish(), DashboardQueries.Text(document.RootElement, "title"));
        Assert.All(
            document.RootElement.GetProperty("panels").EnumerateArray(),
            panel => Assert.Matches(ChineseThenEnglish(), DashboardQueries.Text(panel, "title")));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_AnyDashboard_AskTheProvisionedDataSourceOnly(string dashboard)
    {
        string provisioning = File.ReadAllText(Path.Combine(Repository.Root, "grafana", "provisioning", "datasources", "telemetry.yaml"));
        Assert.Contains("uid: telemetry\n", provisioning, StringComparison.Ordinal);

        using JsonDocument document = DashboardQueries.Open(dashboard);
        Assert.All(DashboardQueries.Panels(document.RootElement), panel =>
        {
            Assert.Equal("telemetry", DashboardQueries.Text(panel.GetProperty("datasource"), "uid"));
            Assert.All(panel.GetProperty("targets").EnumerateArray(), target => Assert.Equal("telemetry", DashboardQueries.Text(target.GetProperty("datasource"), "uid")));
        });
    }

    [Fact]
    public void Uids_AllDashboards_AreDifferent() => Assert.Distinct(DashboardQueries.Names.Select(name =>
    {
        using JsonDocument document = DashboardQueries.Open(name);
        return DashboardQueries.Text(document.RootElement, "uid");
    }));

    [GeneratedRegex(@"^\p{IsCJKUnifiedIdeographs}.* [A-Z][A-Za-z0-9 ,-]+$")]
    private static partial Regex ChineseThenEnglish();
}
