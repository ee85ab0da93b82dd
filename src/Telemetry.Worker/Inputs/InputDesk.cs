using System.Security.Claims;
using Telemetry.Alerting.Inputs;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Inputs;

/// <summary>What became of an input.</summary>
/// <param name="Record">It, when it was well.</param>
/// <param name="Position">Its place in the journal; null when it was refused or had been taken before.</param>
/// <param name="Mistake">What is wrong with it.</param>
/// <param name="IsForbidden">True when nothing is wrong with it but who gives it.</param>
/// <param name="IsTooMany">True when who gives it gave too many just before.</param>
internal readonly record struct InputOutcome(InputRecord? Record, long? Position, string? Mistake, bool IsForbidden = false, bool IsTooMany = false);

/// <summary>Takes inputs from the console: whoever gives one is answered when it is on disk, and as a rule when it is in force.</summary>
internal sealed class InputDesk(
    InputIntake intake, CityInForce city, CommitLog log, LiveCity live, AlertRunner runner, AlertDatabase database, TimeProvider time)
{
    /// <summary>A rule engine that lags behind (it reads a long journal again) is not waited for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    /// <exception cref="OperationCanceledException">Whoever gave it is gone; it may be taken nevertheless.</exception>
    public async Task<InputOutcome> TakeAsync(ReadOnlyMemory<byte> json, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        string principal = user.Identity!.Name!;
        if (InputRights.Refusal(user) is { } noRight)
            return Refused(noRight, principal, isForbidden: true);
        // Not in the audit log: who is refused for the number would fill that instead.
        if (!intake.MayGive(principal))
            return new InputOutcome(null, null, $"'{principal}' gave more inputs than Inputs:PerMinute allows; try again in a minute", IsTooMany: true);
        if (intake.Judge(json, principal, out InputRecord? record) is { } mistake)
            return Refused(mistake, principal, isForbidden: false);
        if (InputRights.Refusal(user, record!.Scope, city.City) is { } elsewhere)
            return Refused(elsewhere, principal, isForbidden: true);
        (bool isKnown, string? refusal) = live.Inputs(state => (state.Knows(record), state.Refusal(record)));
        if (refusal is not null)
            return Refused(refusal, principal, isForbidden: false);
        if (isKnown)
            return new InputOutcome(record, null, null);
        if (intake.TryAppend(record, now => InputRights.Refusal(user, record.Scope, now), out long position) is { } changed)
            return Refused(changed, principal, isForbidden: false);
        await log.Journal.WaitForCommitAsync(position, cancellationToken);
        long begun = TimeProvider.System.GetTimestamp();
        while (runner.Position <= position && TimeProvider.System.GetElapsedTime(begun) < LongestWait)
            await Task.Delay(LookInterval, TimeProvider.System, cancellationToken);
        return new InputOutcome(record, position, null);
    }

    private InputOutcome Refused(string why, string principal, bool isForbidden)
    {
        InputHistory.Refused(database, time.GetUtcNow().ToUnixTimeMilliseconds(), principal, why);
        return new InputOutcome(null, null, why, isForbidden);
    }
}
