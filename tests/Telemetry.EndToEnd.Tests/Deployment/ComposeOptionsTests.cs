using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;
using Telemetry.Worker.Options;

namespace Telemetry.EndToEnd.Tests.Deployment;

/// <summary>What docker-compose.yml passes to our own programs is what they understand.</summary>
public sealed partial class ComposeOptionsTests
{
    [Fact]
    public async Task Worker_Environment_IsReadWithoutAMistake()
    {
        ComposeFile compose = await ComposeFile.LoadAsync();
        using var folder = new TemporaryFolder();
        await ShippedSecrets.MakeAsync(folder);
        Dictionary<string, string?> values = compose.Environment("worker").ToDictionary(
            variable => variable.Key.Replace("__", ":", StringComparison.Ordinal),
            variable => (string?)variable.Value.Replace("/run/secrets", folder["secrets"], StringComparison.Ordinal));

        WorkerOptionsResult read = WorkerOptionsLoader.Load(new ConfigurationBuilder().AddInMemoryCollection(values).Build());

        Assert.Empty(read.Mistakes);
        Assert.Equal(MqttMode.External, read.Options.Mqtt.Mode);
        Assert.Equal(StoreKind.InfluxDb2, read.Options.Store.Kind);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(folder["secrets"], "influx-worker")), read.Options.Store.Token);
    }

    [Fact]
    public async Task Broker_LargestPacket_IsTheWorkers()
    {
        string configuration = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "mosquitto", "mosquitto.conf"));

        Assert.Contains($"\nmax_packet_size {new MqttOptions().MaximumPacketBytes}\n", configuration, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulators_Command_UsesOptionsThatTheyList()
    {
        ComposeFile compose = await ComposeFile.LoadAsync();
        Command help = await Command.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "Telemetry.Simulators.dll"), "--help"]);

        Assert.All(
            compose.List("simulators", "command").Where(argument => argument.StartsWith("--", StringComparison.Ordinal)),
            option => Assert.Contains(option, OptionName().Matches(help.Output).Select(match => match.Value)));
    }

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex OptionName();
}
