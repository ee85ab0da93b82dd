using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Deployment;

/// <summary>What deploy/make-secrets makes, in a folder of its own.</summary>
internal sealed class ShippedSecrets(string folder)
{
    public string this[string name] => Path.Combine(folder, name);

    public MosquittoAccount Worker => new("worker", File.ReadAllText(this["mqtt-worker"]));

    public MosquittoAccount Simulators => new("simulators", File.ReadAllText(this["mqtt-simulators"]));

    public static async Task<ShippedSecrets> MakeAsync(TemporaryFolder folder)
    {
        var secrets = new ShippedSecrets(folder["secrets"]);
        Command made = await secrets.RunAsync();
        Assert.Equal((0, ""), (made.ExitCode, made.Output));
        return secrets;
    }

    /// <summary>Makes an account for a device and returns it with the password that was printed.</summary>
    public async Task<MosquittoAccount> AddDeviceAsync(string device)
    {
        Command made = await RunAsync(device);
        Assert.Equal(0, made.ExitCode);
        return new MosquittoAccount(device, made.Output.Trim().Split(' ')[1]);
    }

    public Task<Command> RunAsync(params string[] devices)
    {
        Missing.Need("mosquitto_passwd", "mosquitto");
        return Command.RunAsync(Path.Combine(Repository.Root, "deploy", "make-secrets"), devices, environment: new Dictionary<string, string> { ["TELEMETRY_SECRETS"] = folder });
    }
}
