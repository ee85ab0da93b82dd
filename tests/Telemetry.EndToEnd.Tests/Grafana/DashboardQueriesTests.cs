namespace Telemetry.EndToEnd.Tests.Grafana;

public sealed class DashboardQueriesTests(FilledInflux influx) : IClassFixture<FilledInflux>
{
    private static readonly HashSet<string> Known = ["area", "device"];

    public static TheoryData<string> Dashboards => [.. DashboardQueries.Names];

    public static TheoryData<string, string, string> Selections => new()
    {
        { "heating", "linqing", "hs-0001" },
        { "water-safety", "daiwan", "cam-09" },
        { "cabin", "shenxian", "cabin-002" },
        { "incidents", "linqing", "cam-01" },
    };

    [Fact]
    public void Names_Repository_OneDashboardPerSystemAndIncidents() =>
        Assert.Equal(["cabin", "heating", "incidents", "water-safety"], DashboardQueries.Names);

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task EveryQuery_AllSelected_AnswersWithRows(string dashboard)
    {
        var failures = new List<string>();
        foreach (DashboardQuery query in DashboardQueries.Read(dashboard, Scope([])))
        {
            try
            {
                InfluxAnswer answer = await influx.Server.QueryAsync(query.Text);
                if (answer.Rows == 0)
                    failures.Add($"empty: {query}");
                failures.AddRange(answer.EmptyColumns.Select(column => $"nobody writes {column}: {query}"));
            }
            catch (InvalidOperationException e)
            {
                failures.Add($"{e.Message}: {query}");
            }
        }

        Assert.Empty(failures);
    }

    [Theory]
    [MemberData(nameof(Selections))]
    public async Task EveryQuery_OneDeviceSelected_IsNarrowedAndAnswers(string dashboard, string area, string device)
    {
        Dictionary<string, string> one = new() { ["area"] = area, ["device"] = device };
        IReadOnlyList<DashboardQuery> queries = DashboardQueries.Read(dashboard, Scope(one));
        foreach (DashboardQuery query in queries)
            await influx.Server.QueryAsync(query.Text);

        Assert.All(queries.Where(query => query.Place[0] != '$'), query =>
        {
            Assert.Contains($"\"area\" =~ /^{area}$/", query.Text, StringComparison.Ordinal);
            Assert.Contains($"\"device\" =~ /^{device}$/", query.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task EveryQuery_NoSuchDevice_IsEmptyAndNotAnError()
    {
        foreach (string dashboard in DashboardQueries.Names)
        {
            foreach (DashboardQuery query in DashboardQueries.Read(dashboard, Scope(new() { ["area"] = "nowhere", ["device"] = "nothing" })))
            {
                if (query.Place[0] != '$')
                    Assert.Equal(0, (await influx.Server.QueryAsync(query.Text)).Rows);
            }
        }
    }

    [Theory]
    [InlineData("SELECT x WHERE $timeFilter", "SELECT x WHERE time >= 1000ms AND time <= 61000ms")]
    [InlineData("GROUP BY time($__interval)", "GROUP BY time(30s)")]
    [InlineData("x / $__interval_ms", "x / 30000")]
    [InlineData("\"area\" =~ /^$area$/", "\"area\" =~ /^linqing$/")]
    [InlineData("\"device\" =~ /^${device:regex}$/", "\"device\" =~ /^.*$/")]
    public void Expand_Variables_AreReplacedAsGrafanaDoes(string query, string expected)
    {
        var scope = new DashboardScope(DateTimeOffset.FromUnixTimeSeconds(1), DateTimeOffset.FromUnixTimeSeconds(61), TimeSpan.FromSeconds(30), new Dictionary<string, string> { ["area"] = "linqing" });

        Assert.Equal(expected, DashboardQueries.Expand(query, Known, scope));
    }

    [Fact]
    public void Expand_UndeclaredVariable_Throws()
    {
        var error = Assert.Throws<InvalidDataException>(() => DashboardQueries.Expand("$town", Known, Scope([])));

        Assert.Contains("$town", error.Message, StringComparison.Ordinal);
    }

    private DashboardScope Scope(Dictionary<string, string> variables) =>
        new(influx.FilledAt - TimeSpan.FromHours(1), influx.FilledAt + TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(60), variables);
}
