using System.Diagnostics;
using System.Net;
using Telemetry.Testing;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Tests.Accounts;

public sealed class LoginDeskTests : IDisposable
{
    private readonly TestAccounts _accounts = new();

    public void Dispose() => _accounts.Dispose();

    [Fact]
    public async Task Try_RightPassword_EntersAndIsWrittenDown()
    {
        _accounts.Add("li", "viewer", "town");

        Assert.Equal("li", (await _accounts.TryAsync("li"))!.Name);
        Assert.Null(await _accounts.TryAsync("li", "wrong"));
        Assert.Null(await _accounts.TryAsync("nobody"));
        Assert.Null(await _accounts.TryAsync("correct horse 1"));

        Assert.Equal(
            ["li login li", "li login li: refused: wrong password", "nobody login nobody: refused: no such user", "(no name) login (no name): refused: no such user"],
            _accounts.Audit().Skip(1));
    }

    [Fact]
    public async Task Try_Disabled_IsRefusedLikeAWrongPassword()
    {
        _accounts.Add("li", "viewer", "town");
        _accounts.Desk.Change("li", new UserDraft { Disabled = true }, null, "administrator");

        Assert.Null(await _accounts.TryAsync("li"));
    }

    [Fact]
    public async Task Try_HashOfFewerRounds_IsMadeAnewAtLogin()
    {
        User before = _accounts.Add("li", "viewer", "town");
        var more = new Passwords(new AccessOptions { PasswordIterations = 20_000 });
        using var login = new LoginDesk(_accounts.Database, more, _accounts.Refusals, _accounts.Options, _accounts.Time);

        User? entered = await login.TryAsync("li", TestAccounts.Password, IPAddress.Loopback, default);

        Assert.NotEqual(before.PasswordHash, entered!.PasswordHash);
        Assert.Equal(before.Stamp, entered.Stamp);
        Assert.True(more.Verify("li", _accounts.Desk.Find("li")!.PasswordHash, TestAccounts.Password, out string? better));
        Assert.Null(better);
    }

    [Fact]
    public async Task Try_TooManyFailures_LocksLongerEachTimeUpToALimit()
    {
        _accounts.Add("li", "viewer", "town");
        var lengths = new List<double>();
        for (int i = 0; i < 8; i++)
        {
            await FailAsync(5);
            TimeSpan left = _accounts.Login.LockedFor(_accounts.Desk.Find("li")!);
            lengths.Add(left.TotalMinutes);
            Assert.Null(await _accounts.TryAsync("li"));
            _accounts.Time.Advance(left);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], lengths);
        Assert.NotNull(await _accounts.TryAsync("li"));
        await FailAsync(5);
        Assert.Equal(1, _accounts.Login.LockedFor(_accounts.Desk.Find("li")!).TotalMinutes);
    }

    [Fact]
    public async Task Try_WhileLocked_DoesNotMakeItLonger()
    {
        _accounts.Add("li", "viewer", "town");
        await FailAsync(5);
        await FailAsync(20);
        _accounts.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.NotNull(await _accounts.TryAsync("li"));
        Assert.Single(_accounts.Audit(), line => line.StartsWith("li lock li: for 60 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Try_AStrangerWhoLocksOne_LocksNobodyElseAndIsSoonNotHeard()
    {
        _accounts.Options.FailuresPerAddress = 10;
        using var login = _accounts.Restart();
        foreach (string name in (string[])["li", "wang", "zhao"])
            _accounts.Add(name, "viewer", "town");
        for (int i = 0; i < 10; i++)
            await login.TryAsync(i < 5 ? "li" : "wang", "wrong", IPAddress.Parse("2001:db8::1"), default);

        for (int i = 0; i < 5; i++)
            Assert.Null(await login.TryAsync("zhao", i == 4 ? TestAccounts.Password : "wrong", IPAddress.Parse("2001:db8::" + i), default));
        Assert.NotNull(await login.TryAsync("zhao", TestAccounts.Password, IPAddress.Parse("10.0.0.2"), default));
        Assert.Equal(default, _accounts.Desk.Find("zhao")!.Lock);
        _accounts.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.NotNull(await login.TryAsync("zhao", TestAccounts.Password, IPAddress.Parse("2001:db8::1"), default));
    }

    [Theory]
    [InlineData(-3650)]
    [InlineData(-0.04)]
    [InlineData(0.04)]
    [InlineData(3650)]
    public async Task Lock_WhenTheWallClockJumps_LastsAsLongAsItWouldHave(double days)
    {
        var wall = new JumpingClock(_accounts.Time);
        using LoginDesk login = _accounts.Restart(wall);
        _accounts.Add("li", "viewer", "town");
        for (int i = 0; i < 5; i++)
            await login.TryAsync("li", "wrong", IPAddress.Loopback, default);

        wall.Offset = TimeSpan.FromDays(days);
        _accounts.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(await login.TryAsync("li", TestAccounts.Password, IPAddress.Loopback, default));
        _accounts.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await login.TryAsync("li", TestAccounts.Password, IPAddress.Loopback, default));
    }

    [Fact]
    public async Task Lock_AfterARestartWithAClockTenYearsBack_LastsNoLongerThanItsLength()
    {
        _accounts.Add("li", "viewer", "town");
        await FailAsync(5);
        using LoginDesk login = _accounts.Restart(new JumpingClock(_accounts.Time) { Offset = TimeSpan.FromDays(-3650) });

        Assert.Null(await login.TryAsync("li", TestAccounts.Password, IPAddress.Loopback, default));
        _accounts.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await login.TryAsync("li", TestAccounts.Password, IPAddress.Loopback, default));
    }

    [Fact]
    public async Task Try_UnknownOrLocked_TakesAsLongAsAWrongPassword()
    {
        // Answers to failures come at multiples of 250 ms: whatever differs below cannot be seen. A timer may be a little early.
        _accounts.Add("li", "viewer", "town");
        _accounts.Add("locked", "viewer", "town");
        for (int i = 0; i < 5; i++)
            await _accounts.TryAsync("locked", "wrong");
        foreach (string name in (string[])["li", "nobody", "locked", "no name!"])
        {
            long begun = Stopwatch.GetTimestamp();
            await _accounts.TryAsync(name, "wrong");
            Assert.True(Stopwatch.GetElapsedTime(begun).TotalMilliseconds > 240, name);
        }

        // And below, the hasher works as long for a name that nobody has.
        // The least of several, since whatever else runs here only adds to it.
        string? hash = _accounts.Desk.Find("li")!.PasswordHash;
        TimeSpan known = Enumerable.Range(0, 5).Min(_ => Verify(hash));
        TimeSpan unknown = Enumerable.Range(0, 5).Min(_ => Verify(null));
        Assert.InRange(unknown / known, 0.3, 3);
    }

    [Fact]
    public async Task Audit_OfAFlood_HasALimitAndTheNumber()
    {
        _accounts.Options.RefusalsPerMinute = 10;
        var refusals = new Telemetry.Worker.Auditing.RefusalAudit(_accounts.Database, _accounts.Options, _accounts.Time);
        await Task.Run(() =>
        {
            for (int i = 0; i < 1_000; i++)
                refusals.Add("10.0.0." + (i % 2), "li", "login", "li", "refused");
        });

        refusals.Tell();

        Assert.Equal((21, 980), (_accounts.Audit().Count, refusals.NotWritten));
        Assert.StartsWith("telemetry refused -: 980 more", _accounts.Audit()[^1], StringComparison.Ordinal);
        refusals.Tell();
        Assert.Equal(21, _accounts.Audit().Count);
        _accounts.Time.Advance(TimeSpan.FromMinutes(1));
        refusals.Add("10.0.0.1", "li", "login", "li", "refused");
        Assert.Equal(22, _accounts.Audit().Count);
    }

    private TimeSpan Verify(string? hash)
    {
        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < 20; i++)
            Assert.False(_accounts.Passwords.Verify("li", hash, "wrong password", out _));
        return Stopwatch.GetElapsedTime(begun);
    }

    private async Task FailAsync(int times)
    {
        for (int i = 0; i < times; i++)
            Assert.Null(await _accounts.TryAsync("li", "wrong"));
    }

    /// <summary>A wall clock that somebody sets; what measures does not move with it.</summary>
    private sealed class JumpingClock(ManualTimeProvider inner) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

        public override long GetTimestamp() => inner.GetTimestamp();
    }
}
