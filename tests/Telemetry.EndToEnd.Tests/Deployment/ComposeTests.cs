using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;
using YamlDotNet.RepresentationModel;

namespace Telemetry.EndToEnd.Tests.Deployment;

/// <summary>docker-compose.yml, validated by Debian's docker-compose. No container is run here.</summary>
public sealed class ComposeTests
{
    /// <summary>Images whose Dockerfile sets the user.</summary>
    private static readonly Dictionary<string, string> Built = new()
    {
        ["worker"] = Path.Combine(Repository.Root, "deploy", "worker", "Dockerfile"),
        ["simulators"] = Path.Combine(Repository.Root, "deploy", "simulators", "Dockerfile"),
    };

    [Fact]
    public async Task Services_Config_AreTheFiveOfTheArchitecture()
    {
        ComposeFile compose = await ComposeFile.LoadAsync();

        Assert.Equal(["grafana", "influxdb", "mosquitto", "simulators", "worker"], compose.Services.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Privileges_EveryService_AreTheLeast()
    {
        ComposeFile compose = await ComposeFile.LoadAsync();

        Assert.All(compose.Services, service =>
        {
            Assert.Equal("true", compose.Setting(service, "read_only")?.ToString());
            Assert.Equal(["ALL"], compose.List(service, "cap_drop"));
            Assert.Equal(["no-new-privileges:true"], compose.List(service, "security_opt"));
            Assert.Null(compose.Setting(service, "privileged"));
            if (Built.TryGetValue(service, out string? dockerfile))
                Assert.Contains("\nUSER $APP_UID\n", File.ReadAllText(dockerfile), StringComparison.Ordinal);
            else
                Assert.Matches("^[1-9][0-9]*:[0-9]+$", compose.Setting(service, "user")?.ToString());
        });
    }

    [Fact]
    public async Task Images_FromElsewhere_ArePinned()
    {
        ComposeFile compose = await ComposeFile.LoadAsync();

        Assert.All(compose.Services.Except(Built.Keys), service => Assert.Matches(@":\d+\.\d+\.\d+$", compose.Setting(service, "image")?.ToString()));
    }

    [Fact]
    public async Task Ports_Published_AreOnLoopbackUnlessAsked()
    {
        ComposeFile compose = await ComposeFile.LoadAsync();

        Assert.All(compose.Services.SelectMany(service => compose.List(service, "ports")), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Null(compose.Setting("influxdb", "ports"));
    }

    [Fact]
    public async Task Health_EveryServiceThatServes_IsChecked()
    {
        ComposeFile compose = await ComposeFile.LoadAsync();

        Assert.All(compose.Services.Except(["simulators"]), service => Assert.IsType<YamlMappingNode>(compose.Setting(service, "healthcheck")));
    }

    [Fact]
    public async Task Secrets_OfEveryService_AreMadeByTheDocumentedCommandAndNeverInTheEnvironment()
    {
        ComposeFile compose = await ComposeFile.LoadAsync();
        using var folder = new TemporaryFolder();
        ShippedSecrets secrets = await ShippedSecrets.MakeAsync(folder);

        Assert.All(compose.Secrets, secret => Assert.True(File.Exists(secrets[secret]), $"deploy/make-secrets does not make {secret}."));
        Assert.All(compose.Services.SelectMany(service => compose.Environment(service)), variable =>
        {
            if (variable.Value.StartsWith("/run/secrets/", StringComparison.Ordinal))
                Assert.EndsWith("FILE", variable.Key.ToUpperInvariant(), StringComparison.Ordinal);
            else
                Assert.DoesNotMatch("(?i)(password|token|secret)$", variable.Key);
        });
    }

    [Fact]
    public async Task Secrets_AService_MountsExactlyThoseItNames()
    {
        ComposeFile compose = await ComposeFile.LoadAsync();

        Assert.All(compose.Services, service => Assert.All(compose.Environment(service).Values.Where(value => value.StartsWith("/run/secrets/", StringComparison.Ordinal)), value =>
            Assert.Contains(value["/run/secrets/".Length..], compose.List(service, "secrets"))));
    }
}
