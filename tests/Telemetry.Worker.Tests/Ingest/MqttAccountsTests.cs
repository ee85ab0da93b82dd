using System.Text;
using Telemetry.Testing;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class MqttAccountsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Set_ThenVerify_KnowsThePasswordAfterARestartToo()
    {
        new MqttAccounts(_folder["users"]).Set("hs-1", "correct horse");

        var accounts = new MqttAccounts(_folder["users"]);

        Assert.True(accounts.Verify("hs-1", "correct horse"u8));
        Assert.False(accounts.Verify("hs-1", "correct hors"u8));
        Assert.False(accounts.Verify("hs-1", []));
        Assert.False(accounts.Verify("hs-2", "correct horse"u8));
        Assert.DoesNotContain("correct horse", File.ReadAllText(_folder["users"]), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["users"]));
    }

    [Fact]
    public void Set_Again_ChangesThePasswordAndLeavesTheOthers()
    {
        var accounts = new MqttAccounts(_folder["users"]);
        accounts.Set("hs-2", "second password");
        accounts.Set("hs-1", "first password");
        accounts.Set("hs-1", "changed password");

        Assert.Equal(["hs-1", "hs-2"], accounts.Names);
        Assert.True(accounts.Verify("hs-1", "changed password"u8));
        Assert.False(accounts.Verify("hs-1", "first password"u8));
        Assert.True(accounts.Verify("hs-2", "second password"u8));
        Assert.True(accounts.Remove("hs-1"));
        Assert.False(accounts.Remove("hs-1"));
        Assert.Equal(1, accounts.Count);
    }

    [Theory]
    [InlineData("hs-2", "is not 'name:hash'")]
    [InlineData(null, "the file is gone")]
    public void TryReadAgain_FileDamagedOrGone_KeepsTheAccountsAndTells(string? damaged, string told)
    {
        var accounts = new MqttAccounts(_folder["users"]);
        Assert.Null(accounts.TryReadAgain());
        accounts.Set("hs-1", "correct horse");
        if (damaged is null)
            File.Delete(_folder["users"]);
        else
            File.WriteAllText(_folder["users"], damaged);

        Assert.Contains(told, accounts.TryReadAgain()!, StringComparison.Ordinal);

        Assert.True(accounts.Verify("hs-1", "correct horse"u8));
    }

    [Fact]
    public void Set_WithTheRightToInput_KeepsItUntilItIsSetWithout()
    {
        var accounts = new MqttAccounts(_folder["users"]);
        accounts.Set("dispatch", "correct horse", mayInput: true);
        accounts.Set("hs-1", "correct horse");

        var again = new MqttAccounts(_folder["users"]);
        Assert.Equal([true, false, false], ((string[])["dispatch", "hs-1", "nobody"]).Select(again.MayInput));
        Assert.True(again.Verify("dispatch", "correct horse"u8));

        again.Set("dispatch", "another horse");
        Assert.False(again.MayInput("dispatch"));
    }

    [Fact]
    public void Set_WithBothRights_KeepsBothAfterARestart()
    {
        var accounts = new MqttAccounts(_folder["users"]);
        accounts.Set("both", "correct horse", mayInput: true, mayReadCalls: true);
        accounts.Set("calls", "correct horse", mayReadCalls: true);

        var again = new MqttAccounts(_folder["users"]);

        Assert.Equal([(true, true), (false, true), (false, false)], ((string[])["both", "calls", "nobody"]).Select(name => (again.MayInput(name), again.MayReadCalls(name))));
        Assert.True(again.Verify("both", "correct horse"u8));
    }

    [Fact]
    public void MissingFile_HasNoAccounts()
    {
        var accounts = new MqttAccounts(_folder["users"]);

        Assert.Equal(0, accounts.Count);
        Assert.False(accounts.Verify("", []));
    }

    [Theory]
    [InlineData("hs-1", 1)]
    [InlineData("hs-1:", 1)]
    [InlineData("hs-1::input", 1)]
    [InlineData("hs-1:AQAAAA==:inputs", 1)]
    [InlineData("hs-1:AQAAAA==:calls:input", 1)]
    [InlineData("hs-1::calls", 1)]
    [InlineData(":AQAAAA==", 1)]
    [InlineData("hs-1:not base64", 1)]
    [InlineData("hs-1:AQAAAA==\n\n", 2)]
    [InlineData("hs-1:AQAAAA==\n#:AQAAAA==", 2)]
    [InlineData("hs-1:AQAAAA==\nhs-2:AQAAAA==\nhs-1:AQAAAA==", 3)]
    public void BrokenFile_StopsTheStartAndNamesTheLine(string content, int line)
    {
        File.WriteAllText(_folder["users"], content);

        var refused = Assert.Throws<StartException>(() => new MqttAccounts(_folder["users"]));

        Assert.StartsWith($"{_folder["users"]}:{line}: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnreadableFile_StopsTheStart()
    {
        File.WriteAllText(_folder["users"], "hs-1:AQAAAA==");
        using FileStream held = File.Open(_folder["users"], FileMode.Open, FileAccess.Read, FileShare.None);

        Assert.StartsWith(_folder["users"], Assert.Throws<StartException>(() => new MqttAccounts(_folder["users"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("a:b")]
    [InlineData("a\nb")]
    [InlineData("../x")]
    [InlineData("Hs-1")]
    [InlineData("站")]
    public void Set_NameThatNoDeviceHas_IsRefused(string name)
    {
        var accounts = new MqttAccounts(_folder["users"]);

        Assert.Throws<StartException>(() => accounts.Set(name, "long enough"));
        Assert.False(File.Exists(_folder["users"]));
    }

    [Fact]
    public void Verify_HashOfAnotherFormat_FailsAndDoesNotThrow()
    {
        File.WriteAllText(_folder["users"], $"hs-1:{Convert.ToBase64String(Encoding.UTF8.GetBytes("nonsense"))}\n");

        Assert.False(new MqttAccounts(_folder["users"]).Verify("hs-1", "nonsense"u8));
    }
}
