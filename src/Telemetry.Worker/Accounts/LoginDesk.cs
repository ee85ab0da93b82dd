using System.Net;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Accounts;

/// <summary>
/// Checks names and passwords. Whoever fails learns nothing but that: unknown, disabled, locked and wrong take as long and read
/// alike.
/// </summary>
internal sealed class LoginDesk(AlertDatabase database, Passwords passwords, RefusalAudit refusals, AccessOptions options, TimeProvider time) : IDisposable
{
    private const string Action = "login";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Answers to failures come at multiples of this: what the disk did for a known name cannot be measured.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly AddressLimit _addresses = new(options.FailuresPerAddress, Window, time);
    private readonly LockWatch _locks = new(time);

    /// <summary>Hashing is meant to be slow; it may not take the whole machine from the city's devices.</summary>
    private readonly SemaphoreSlim _turn = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>The user, if the password is right; null otherwise, a moment later.</summary>
    /// <param name="isLogin">False when a user who is logged in shows the password again.</param>
    public async Task<User?> TryAsync(string? name, string password, IPAddress? from, CancellationToken cancellationToken, bool isLogin = true)
    {
        long begun = TimeProvider.System.GetTimestamp();
        User? user = await CheckAsync(name, password, AddressLimit.Key(from), isLogin, cancellationToken);
        if (user is null)
        {
            TimeSpan taken = TimeProvider.System.GetElapsedTime(begun);
            await Task.Delay(Step - TimeSpan.FromTicks(taken.Ticks % Step.Ticks), TimeProvider.System, cancellationToken);
        }

        return user;
    }

    /// <summary>A secret that is no user's was shown: the console's token, or a link.</summary>
    /// <returns>False when the address has failed too often to be heard.</returns>
    public bool TryOther(Func<bool> isRight, string what, IPAddress? from, out bool isHeard)
    {
        string address = AddressLimit.Key(from);
        isHeard = !_addresses.IsOver(address);
        if (!isHeard)
        {
            refusals.Add(address, AccountName.NoName, Action, what, "refused: too many failures from this address");
            return false;
        }

        if (isRight())
            return true;
        _addresses.TryCount(address);
        refusals.Add(address, AccountName.NoName, Action, what, "refused: not right");
        return false;
    }

    /// <summary>How long a user is still locked; zero when not.</summary>
    public TimeSpan LockedFor(User user) => _locks.Left(user.Name, user.Lock);

    public void Dispose() => _turn.Dispose();

    private async Task<User?> CheckAsync(string? name, string password, string address, bool isLogin, CancellationToken cancellationToken)
    {
        string shown = AccountName.OrNone(name);
        if (_addresses.IsOver(address))
        {
            refusals.Add(address, shown, Action, shown, "refused: too many failures from this address");
            return null;
        }

        if (!await _turn.WaitAsync(LongestWait, cancellationToken))
        {
            refusals.Add(address, shown, Action, shown, "refused: too many logins at once");
            return null;
        }

        try
        {
            User? user = AccountName.IsWellFormed(name) ? database.Read(connection => UserStore.Find(connection, name!)) : null;
            TimeSpan locked = user is null ? TimeSpan.Zero : LockedFor(user);
            bool isRight = passwords.Verify(shown, user?.PasswordHash, password, out string? better);
            string? refusal = user is null ? "no such user" : locked > TimeSpan.Zero ? "locked" : !isRight ? "wrong password" : user.Disabled ? "disabled" : null;
            if (refusal is null)
                return Enter(user!, better, isLogin);
            _addresses.TryCount(address);
            Fail(user, shown, address, refusal, countsForUser: user is not null && locked == TimeSpan.Zero && !isRight);
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    private User? Enter(User checkedUser, string? better, bool isLogin) => database.Write(connection =>
    {
        // What changed while the password was hashed counts.
        if (UserStore.Find(connection, checkedUser.Name) is not { Disabled: false } user || user.PasswordHash != checkedUser.PasswordHash)
            return null;
        User entered = user with { Lock = default, PasswordHash = better ?? user.PasswordHash, LoginAt = isLogin ? Now() : user.LoginAt };
        UserStore.Save(connection, entered);
        if (isLogin)
            AuditLog.Add(connection, Now(), user.Name, Action, user.Name, null);
        return entered;
    });

    private void Fail(User? failed, string shown, string address, string refusal, bool countsForUser) => database.Write(connection =>
    {
        refusals.Add(connection, address, shown, Action, shown, "refused: " + refusal);
        if (!countsForUser || UserStore.Find(connection, failed!.Name) is not { } user)
            return;
        User next = user with { Lock = user.Lock.AfterFailure(options, Now()) };
        UserStore.Save(connection, next);
        if (next.Lock.Until == user.Lock.Until)
            return;
        _locks.Left(next.Name, next.Lock);
        AuditLog.Add(connection, Now(), shown, "lock", shown, System.FormattableString.Invariant($"for {next.Lock.Length.TotalSeconds:0} s after {options.MaximumFailures} wrong passwords (lock {next.Lock.Locks})"));
    });

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
