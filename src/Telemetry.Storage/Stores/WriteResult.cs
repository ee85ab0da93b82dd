namespace Telemetry.Storage.Stores;

/// <summary>The answer of a store to one batch.</summary>
/// <param name="RejectedLines">Lines that were set aside and will not be tried again.</param>
/// <param name="Message">The store's own words when something was wrong.</param>
/// <param name="RetryAfter">How long the store asked to be left alone.</param>
public readonly record struct WriteResult(WriteOutcome Outcome, int RejectedLines = 0, string? Message = null, TimeSpan? RetryAfter = null);
