using Telemetry.Worker.Accounts;

namespace Telemetry.Worker.Tests.Accounts;

public sealed class AccountDeskTests : IDisposable
{
    private readonly TestAccounts _accounts = new();

    public void Dispose() => _accounts.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("Li")]
    [InlineData(".li")]
    [InlineData("-li")]
    [InlineData("li wang")]
    [InlineData("li\n")]
    [InlineData("li\u001b[31m")]
    [InlineData("李")]
    [InlineData("../li")]
    [InlineData("li\0")]
    [InlineData("mqtt:li")]
    [InlineData("administrator")]
    [InlineData("rules")]
    [InlineData("escalation")]
    [InlineData("webhook")]
    [InlineData("telemetry")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Add_NameThatCannotBe_IsRefusedInPlainText(string name)
    {
        AccountException refused = Assert.Throws<AccountException>(() => _accounts.Add(name, "viewer", "town"));

        Assert.Equal(AccountMistake.Invalid, refused.Mistake);
        Assert.DoesNotContain(refused.Message, char.IsControl);
        Assert.Empty(_accounts.Desk.List());
    }

    [Theory]
    [InlineData("short 1", "needs at least 12")]
    [InlineData("aaaaaaaaaaaaaaaa", "four different")]
    [InlineData("zhangwei1234", "little more than the name")]
    [InlineData("has a \0 in the middle", "no text")]
    [InlineData("lone \ud800 surrogate", "no text")]
    public void Add_PasswordThatIsWeak_IsRefused(string password, string why)
    {
        AccountException refused = Assert.Throws<AccountException>(() => _accounts.Desk.Add("zhangwei", password, new UserDraft(), null, "administrator"));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(password, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("operator", "nowhere", "There is no area 'nowhere'")]
    [InlineData("operator", "twon", "town")]
    [InlineData("operator", "a b", "cannot be the id")]
    [InlineData("administrator", "town", "has no areas")]
    [InlineData("boss", "town", "role = 'boss'")]
    [InlineData("operatr", "town", "did you mean operator?")]
    public void Add_RoleOrAreaThatIsNot_IsRefused(string role, string area, string why) =>
        Assert.Contains(why, Assert.Throws<AccountException>(() => _accounts.Add("li", role, area)).Message, StringComparison.Ordinal);

    [Fact]
    public void Add_Twice_IsRefused()
    {
        _accounts.Add("li", "viewer", "town");

        Assert.Equal(AccountMistake.Taken, Assert.Throws<AccountException>(() => _accounts.Add("li", "administrator")).Mistake);
        Assert.Equal(Role.Viewer, _accounts.Desk.Find("li")!.Role);
    }

    [Fact]
    public void Add_KeepsNoPasswordAndWritesDownWho()
    {
        User user = _accounts.Add("li", "operator", "village", "town", "town");

        Assert.Equal(["town", "village"], user.Areas);
        Assert.DoesNotContain(TestAccounts.Password, user.PasswordHash, StringComparison.Ordinal);
        Assert.Equal(["administrator user-add li: operator of town village"], _accounts.Audit());
    }

    [Fact]
    public void Change_RoleOrAreaOrDisabled_EndsSessionsAndADisplayNameDoesNot()
    {
        string stamp = _accounts.Add("li", "operator", "town").Stamp;

        Assert.Equal(stamp, _accounts.Desk.Change("li", new UserDraft { DisplayZh = "李" }, _accounts.City, "wang").Stamp);
        string demoted = _accounts.Desk.Change("li", new UserDraft { Role = "viewer" }, _accounts.City, "wang").Stamp;
        string moved = _accounts.Desk.Change("li", new UserDraft { Areas = ["village"] }, _accounts.City, "wang").Stamp;
        string disabled = _accounts.Desk.Change("li", new UserDraft { Disabled = true }, _accounts.City, "wang").Stamp;
        string password = _accounts.Desk.SetPassword("li", "another password 2", "li").Stamp;

        Assert.Equal(5, new HashSet<string> { stamp, demoted, moved, disabled, password }.Count);
        Assert.Contains("wang user-change li: operator of town -> viewer of town", _accounts.Audit());
    }

    [Fact]
    public void Change_AdministratorToOperator_HasNoAreaUntilOneIsGiven()
    {
        _accounts.Add("li", "administrator");

        Assert.Empty(_accounts.Desk.Change("li", new UserDraft { Role = "operator" }, _accounts.City, "wang").Areas);
    }

    [Fact]
    public void Remove_TokensGoToo_AlsoForWhoeverGetsTheNameNext()
    {
        _accounts.Add("li", "operator", "town");
        string secret = _accounts.Tokens.Create("li", new TokenDraft("t", null, null, TimeSpan.FromDays(1)), _accounts.City, "li").Secret;
        Assert.NotNull(_accounts.Tokens.Find(secret));

        _accounts.Desk.Remove("li", "administrator");
        Assert.Null(_accounts.Tokens.Find(secret));
        _accounts.Add("li", "administrator");
        Assert.Null(_accounts.Tokens.Find(secret));
    }
}
