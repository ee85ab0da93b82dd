using System.Security.Claims;
using Dapper;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Accounts;

public sealed class TokenDeskTests : IDisposable
{
    private readonly TestAccounts _accounts = new();

    public void Dispose() => _accounts.Dispose();

    [Fact]
    public void Create_TellsTheSecretOnceAndKeepsItsHashOnly()
    {
        _accounts.Add("li", "operator", "town");

        (ApiToken token, string secret) = Create("li");

        Assert.Matches("^tlm_[A-Za-z0-9_-]{43}$", secret);
        byte[] all = File.ReadAllBytes(_accounts.Database.Read(c => c.QueryFirst<string>("SELECT file FROM pragma_database_list")));
        Assert.Equal(-1, all.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(secret[4..])));
        Assert.Equal(token.Id, _accounts.Tokens.Find(secret)!.Value.Token.Id);
        Assert.DoesNotContain(_accounts.Audit(), line => line.Contains(secret[4..], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tlm_")]
    [InlineData("tlm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("TLM_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("tlm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' OR 1 --")]
    public void Find_WhatIsNoToken_IsNobody(string secret)
    {
        _accounts.Add("li", "operator", "town");
        Create("li");

        Assert.Null(_accounts.Tokens.Find(secret));
    }

    [Fact]
    public void Find_ExpiredRevokedOrOfADisabledOwner_IsNobody()
    {
        _accounts.Add("li", "operator", "town");
        (ApiToken token, string secret) = Create("li", lifetime: TimeSpan.FromDays(2));
        string other = Create("li").Secret;

        _accounts.Time.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(_accounts.Tokens.Find(secret));
        _accounts.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(_accounts.Tokens.Find(secret));
        _accounts.Desk.Change("li", new UserDraft { Disabled = true }, null, "wang");
        Assert.Null(_accounts.Tokens.Find(other));
        _accounts.Desk.Change("li", new UserDraft { Disabled = false }, null, "wang");
        Assert.NotNull(_accounts.Tokens.Find(other));
        _accounts.Tokens.Revoke(_accounts.Tokens.Find(other)!.Value.Token.Id, "li", "li");
        Assert.Null(_accounts.Tokens.Find(other));
        Assert.Throws<AccountException>(() => _accounts.Tokens.Revoke(token.Id, "wang", "wang"));
    }

    [Theory]
    [InlineData("administrator", null, 1, "can have that role or one below")]
    [InlineData(null, "*", 1, "not within")]
    [InlineData(null, "town", 1, "not within")]
    [InlineData(null, "nowhere", 1, "There is no area")]
    [InlineData(null, null, 366, "Access:MaximumTokenLifetime")]
    [InlineData(null, null, 0, "Access:MaximumTokenLifetime")]
    public void Create_MoreThanTheOwnerHasOrForEver_IsRefused(string? role, string? area, int days, string why)
    {
        _accounts.Add("li", "operator", "village");

        AccountException refused = Assert.Throws<AccountException>(() => _accounts.Tokens.Create(
            "li", new TokenDraft("t", role, area is null ? null : [area], TimeSpan.FromDays(days)), _accounts.City, "li"));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_accounts.Tokens.List(null));
    }

    [Fact]
    public void Principal_FollowsTheOwnerAtOnce()
    {
        _accounts.Add("li", "operator", "town");
        string secret = Create("li", areas: ["village"]).Secret;
        Assert.Equal(("li", true, "village"), Seen(secret));

        _accounts.Desk.Change("li", new UserDraft { Role = "viewer" }, _accounts.City, "wang");
        Assert.Equal(("li", false, "village"), Seen(secret));
        _accounts.Desk.Change("li", new UserDraft { Areas = [] }, _accounts.City, "wang");
        Assert.Equal(("li", false, ""), Seen(secret));
    }

    [Fact]
    public void Principal_OfAnAdministratorsToken_LosesEverythingWithTheRole()
    {
        _accounts.Add("li", "administrator");
        string secret = Create("li").Secret;
        string narrow = Create("li", role: "operator", areas: ["village"]).Secret;
        Assert.Equal(("li", true, ""), Seen(secret));
        Assert.Equal(("li", true, "village"), Seen(narrow));

        _accounts.Desk.Change("li", new UserDraft { Role = "operator" }, _accounts.City, "wang");

        Assert.Equal(("li", true, ""), Seen(secret));
        Assert.False(Principal(secret).IsInRole(ConsoleSchemes.AdministratorRole));
        Assert.False(AreaScope.Of(Principal(secret), _accounts.City).Covers("town"));
        Assert.Equal(("li", true, ""), Seen(narrow));
    }

    [Fact]
    public void Principal_AreaThatAReloadTookAway_SeesNothing()
    {
        _accounts.Add("li", "operator", "village");
        string secret = Create("li").Secret;
        City without = TestCity.Load(TestCity.Places.Replace("  - { id: village, level: village, parent: town, title: { zh: 村, en: Village } }\n", "", StringComparison.Ordinal));
        Assert.Null(without.FindArea("village"));
        (ApiToken token, User owner) = _accounts.Tokens.Find(secret)!.Value;

        foreach (ClaimsPrincipal user in (ClaimsPrincipal[])[Principals.Of(token, owner, without), Principals.Of(owner)])
        {
            Assert.False(Rights.Covers(user, without, "village"));
            Assert.False(Rights.Covers(user, without, "town"));
            Assert.Empty(AreaScope.Of(user, without).Ids!);
        }
    }

    [Fact]
    public void Find_NotesTheLastUseCoarsely()
    {
        _accounts.Add("li", "operator", "town");
        string secret = Create("li").Secret;
        long first = _accounts.Time.GetUtcNow().ToUnixTimeMilliseconds();
        _accounts.Tokens.Find(secret);
        _accounts.Time.Advance(TimeSpan.FromMinutes(4));
        _accounts.Tokens.Find(secret);
        Assert.Equal(first, _accounts.Tokens.List("li").Single().UsedAt);
        _accounts.Time.Advance(TimeSpan.FromMinutes(1));
        _accounts.Tokens.Find(secret);
        Assert.Equal(first + 300_000, _accounts.Tokens.List("li").Single().UsedAt);
    }

    [Fact]
    public void Create_TooMany_IsRefused()
    {
        _accounts.Options.TokensPerUser = 2;
        _accounts.Add("li", "operator", "town");
        Create("li");
        Create("li");

        Assert.Contains("Access:TokensPerUser", Assert.Throws<AccountException>(() => Create("li")).Message, StringComparison.Ordinal);
    }

    private NewToken Create(string owner, string? role = null, IReadOnlyList<string>? areas = null, TimeSpan? lifetime = null) =>
        _accounts.Tokens.Create(owner, new TokenDraft("test", role, areas, lifetime ?? TimeSpan.FromDays(30)), _accounts.City, owner);

    private ClaimsPrincipal Principal(string secret)
    {
        (ApiToken token, User owner) = _accounts.Tokens.Find(secret)!.Value;
        return Principals.Of(token, owner, _accounts.City);
    }

    private (string Name, bool IsOperator, string Areas) Seen(string secret)
    {
        ClaimsPrincipal user = Principal(secret);
        return (user.Identity!.Name!, user.IsInRole(ConsoleSchemes.OperatorRole), string.Join(' ', user.FindAll(ConsoleSchemes.AreaClaim).Select(claim => claim.Value)));
    }
}
