using Telemetry.Storage.Journal;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Backtest;

/// <summary>Runs the backtests that the API orders, one at a time, quietly; keeps the last results.</summary>
internal sealed class BacktestQueue(BacktestOptions options, TimeProvider time) : WorkerPart
{
    private readonly Lock _gate = new();
    private readonly List<BacktestJob> _jobs = [];
    private readonly SemaphoreSlim _ordered = new(0);
    private long _last;

    /// <summary>Orders a backtest; null when too many wait already.</summary>
    /// <param name="by">The principal.</param>
    /// <param name="run">What to do; it reads the journal only when its turn comes.</param>
    public string? Order(string by, Func<ReplayProgress, BacktestAnswer> run)
    {
        lock (_gate)
        {
            if (_jobs.Count(job => job.State == BacktestState.Queued) >= options.MaximumQueued)
                return null;
            var job = new BacktestJob($"bt-{++_last}", by, time.GetUtcNow().ToUnixTimeMilliseconds(), run);
            _jobs.Add(job);
            _ordered.Release();
            return job.Id;
        }
    }

    /// <summary>Looks at a backtest while nothing about it changes; default when there is none of that id (any more).</summary>
    public T? Look<T>(string id, Func<BacktestJob, T> look)
    {
        lock (_gate)
            return _jobs.FirstOrDefault(job => job.Id == id) is { } job ? look(job) : default;
    }

    /// <summary>All that are known, the newest first.</summary>
    public IReadOnlyList<T> List<T>(Func<BacktestJob, T> look)
    {
        lock (_gate)
            return [.. _jobs.AsEnumerable().Reverse().Select(look)];
    }

    /// <summary>Stops a backtest that waits or runs; false when there is none of that id.</summary>
    public bool Cancel(string id)
    {
        lock (_gate)
        {
            if (_jobs.FirstOrDefault(job => job.Id == id) is not { } job)
                return false;
            if (!job.IsOver)
                job.Cancellation.Cancel();
            if (job.State == BacktestState.Queued)
                job.State = BacktestState.Cancelled;
            ForgetOld();
            return true;
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        foreach (BacktestJob job in _jobs)
            job.Dispose();
        _ordered.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _ordered.WaitAsync(stoppingToken);
            if (Next() is { } job)
                await RunAsync(job, stoppingToken);
        }
    }

    private BacktestJob? Next()
    {
        lock (_gate)
        {
            BacktestJob? next = _jobs.FirstOrDefault(job => job.State == BacktestState.Queued);
            if (next is not null)
                next.State = BacktestState.Running;
            return next;
        }
    }

    private async Task RunAsync(BacktestJob job, CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(job.Cancellation.Token, stoppingToken);
        CancellationToken token = stop.Token;
        var progress = new QuietProgress(options.CpuShare, TimeProvider.System, share => job.Share = share, token);
        try
        {
            BacktestAnswer? answer = null;
            await QuietThread.RunAsync("backtest", () => answer = job.Run(progress));
            End(job, BacktestState.Done, answer, []);
        }
        catch (OperationCanceledException)
        {
            End(job, BacktestState.Cancelled, null, []);
        }
        catch (BacktestException e)
        {
            End(job, BacktestState.Failed, null, e.Mistakes);
        }
        catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException)
        {
            End(job, BacktestState.Failed, null, [e.Message]);
        }
    }

    private void End(BacktestJob job, BacktestState state, BacktestAnswer? answer, IReadOnlyList<string> mistakes)
    {
        lock (_gate)
        {
            // It may have been stopped when nothing was left to stop; whoever did has been told that it is.
            if (state == BacktestState.Done && job.Cancellation.IsCancellationRequested)
                (state, answer) = (BacktestState.Cancelled, null);
            (job.State, job.Answer, job.Mistakes) = (state, answer, mistakes);
            ForgetOld();
        }
    }

    private void ForgetOld()
    {
        while (_jobs.Count(job => job.IsOver) > options.KeepResults)
        {
            BacktestJob oldest = _jobs.First(job => job.IsOver);
            _jobs.Remove(oldest);
            oldest.Dispose();
        }
    }
}
