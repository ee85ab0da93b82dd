using Microsoft.Extensions.Logging;

namespace Telemetry.Storage.Stores;

/// <summary>What the uploader does while the store does not take data: say so once, and wait between attempts.</summary>
internal sealed class UploadOutage(string kind, UploaderOptions options, UploaderCounters counters, TimeProvider time, ILogger logger)
{
    private readonly Backoff _backoff = new(options.RetryInitial, options.RetryMaximum, Random.Shared);

    /// <summary>Waits before the next attempt.</summary>
    public Task WaitAsync(WriteResult result, CancellationToken cancellationToken)
    {
        bool mend = result.Outcome == WriteOutcome.Misconfigured;
        UploaderState state = mend ? UploaderState.Misconfigured : UploaderState.Retrying;
        if (mend && (counters.State != state || counters.Error != result.Message))
            UploaderLog.Misconfigured(logger, kind, result.Message);
        else if (counters.State != state)
            UploaderLog.Retrying(logger, kind, result.Message);
        counters.Enter(state, result.Message);
        counters.Retried();
        return Task.Delay(mend ? options.MendInterval : _backoff.Next(result.RetryAfter), time, cancellationToken);
    }

    /// <summary>The store took data.</summary>
    public void End()
    {
        _backoff.Reset();
        if (counters.State is UploaderState.Retrying or UploaderState.Misconfigured)
            UploaderLog.Recovered(logger, kind);
    }
}
