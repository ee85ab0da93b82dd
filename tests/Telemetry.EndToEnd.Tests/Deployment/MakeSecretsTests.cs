using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Deployment;

public sealed class MakeSecretsTests
{
    [Fact]
    public async Task MakeSecrets_SecondRun_ChangesNothing()
    {
        using var folder = new TemporaryFolder();
        ShippedSecrets secrets = await ShippedSecrets.MakeAsync(folder);
        Dictionary<string, string> before = Contents(folder);

        Command again = await secrets.RunAsync();

        Assert.Equal(0, again.ExitCode);
        Assert.Equal(before, Contents(folder));
    }

    [Fact]
    public async Task MakeSecrets_Folder_IsReadableByItsOwnerAlone()
    {
        using var folder = new TemporaryFolder();
        await ShippedSecrets.MakeAsync(folder);

        Assert.Equal("700", (await Command.RunAsync("stat", ["-c", "%a", folder["secrets"]])).Output.Trim());
    }

    [Fact]
    public async Task MakeSecrets_Device_PrintsThePasswordOnceAndKeepsItsHash()
    {
        using var folder = new TemporaryFolder();
        ShippedSecrets secrets = await ShippedSecrets.MakeAsync(folder);

        MosquittoAccount device = await secrets.AddDeviceAsync("hs-0001");
        Command again = await secrets.RunAsync("hs-0001");

        Assert.Contains("\nhs-0001:$7$", await File.ReadAllTextAsync(secrets["mosquitto-passwords"]), StringComparison.Ordinal);
        Assert.DoesNotContain(Contents(folder).Values, text => text.Contains(device.Password, StringComparison.Ordinal));
        Assert.Equal(1, again.ExitCode);
        Assert.Equal("", again.Output);
    }

    [Theory]
    [InlineData("#")]
    [InlineData("a:b")]
    [InlineData("../x")]
    [InlineData("HS-1")]
    public async Task MakeSecrets_NotADeviceId_IsRefused(string id)
    {
        using var folder = new TemporaryFolder();
        ShippedSecrets secrets = await ShippedSecrets.MakeAsync(folder);
        Dictionary<string, string> before = Contents(folder);

        Command refused = await secrets.RunAsync(id);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(id, refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, Contents(folder));
    }

    private static Dictionary<string, string> Contents(TemporaryFolder folder) =>
        Directory.GetFiles(folder["secrets"]).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
}
