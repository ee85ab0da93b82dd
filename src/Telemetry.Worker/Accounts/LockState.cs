using Telemetry.Worker.Options;

namespace Telemetry.Worker.Accounts;

/// <summary>What wrong passwords have done to a user. Times are Unix milliseconds.</summary>
/// <param name="Failures">Since the last success or lock.</param>
/// <param name="Locks">Locks since the last success.</param>
/// <param name="At">When the last lock began.</param>
/// <param name="Until">When it ends.</param>
internal readonly record struct LockState(int Failures, int Locks, long At, long Until)
{
    /// <summary>How long the last lock is.</summary>
    public TimeSpan Length => TimeSpan.FromMilliseconds(Math.Max(0, Until - At));

    /// <summary>After one more wrong password: each lock is twice as long as the one before, up to a limit.</summary>
    public LockState AfterFailure(AccessOptions options, long nowMs)
    {
        if (Failures + 1 < options.MaximumFailures)
            return this with { Failures = Failures + 1 };
        double factor = Math.Pow(2, Math.Min(Locks, 30));
        TimeSpan length = TimeSpan.FromSeconds(Math.Min(options.LockFor.TotalSeconds * factor, options.LockAtMost.TotalSeconds));
        return new LockState(0, Math.Min(Locks + 1, 1_000), nowMs, nowMs + (long)length.TotalMilliseconds);
    }
}
