using Telemetry.Worker.Backtest;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Backtest;

public sealed class BacktestQueueTests : IAsyncLifetime
{
    private static readonly BacktestAnswer Nothing = new(1, null!, 1, 0, null!, null, null);

    private readonly BacktestQueue _queue = new(new BacktestOptions { MaximumQueued = 2, KeepResults = 3, CpuShare = 1 }, TimeProvider.System);
    private readonly SemaphoreSlim _go = new(0);

    public ValueTask InitializeAsync() => new(_queue.StartAsync(default));

    public async ValueTask DisposeAsync()
    {
        await _queue.StopAsync(default);
        _queue.Dispose();
        _go.Dispose();
    }

    [Fact]
    public async Task Order_Several_RunOneAfterTheOtherAndTheLastAreKept()
    {
        int running = 0;
        int most = 0;
        var ids = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            string id = _queue.Order("li", _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                Interlocked.Decrement(ref running);
                return Nothing;
            })!;
            ids.Add(id);
            await StateAsync(id, BacktestState.Done);
        }

        Assert.Equal(1, most);
        Assert.Equal([ids[4], ids[3], ids[2]], _queue.List(job => job.Id));
        Assert.Null(_queue.Look(ids[0], job => job));
        Assert.Same(Nothing, _queue.Look(ids[3], job => job.Answer));
    }

    [Fact]
    public async Task Order_TooManyWait_IsRefused()
    {
        string running = _queue.Order("li", Wait)!;
        await StateAsync(running, BacktestState.Running);

        Assert.NotNull(_queue.Order("li", Wait));
        Assert.NotNull(_queue.Order("li", Wait));
        Assert.Null(_queue.Order("li", Wait));
        _go.Release(3);
    }

    [Fact]
    public async Task Cancel_RunningOrWaiting_Ends()
    {
        string running = _queue.Order("li", progress =>
        {
            while (true)
                progress.Step(0, 0.5, 0);
        })!;
        string waiting = _queue.Order("li", Wait)!;
        await StateAsync(running, BacktestState.Running);
        await Eventually.TrueAsync(() => _queue.Look(running, job => job.Share) == 0.5);

        Assert.True(_queue.Cancel(waiting));
        Assert.True(_queue.Cancel(running));

        await StateAsync(running, BacktestState.Cancelled);
        await StateAsync(waiting, BacktestState.Cancelled);
        Assert.False(_queue.Cancel("bt-77"));
        string next = _queue.Order("li", _ => Nothing)!;
        await StateAsync(next, BacktestState.Done);
    }

    [Fact]
    public async Task Cancel_RunningOverAShortRecording_StopsAtItsNextRecord()
    {
        using var test = new TestBacktest();
        var recording = Recording.Of(test.Write(TestBacktest.Pressures(0, 10, 0.5, 0.1, 0.1, 0.1, 0.5)), out _);
        var run = new BacktestRun(recording, CityLibrary.Given(test.City, []), null, new BacktestSettings(), TimeProvider.System);
        BacktestResult? result = null;
        string id = _queue.Order("li", progress =>
        {
            _go.Wait();
            result = run.Run(progress);
            return Nothing;
        })!;
        await StateAsync(id, BacktestState.Running);

        Assert.True(_queue.Cancel(id));
        _go.Release();

        await StateAsync(id, BacktestState.Cancelled);
        Assert.Null(result);
    }

    [Fact]
    public async Task Cancel_WhenNothingIsLeftToStop_IsCancelledAllTheSame()
    {
        string id = _queue.Order("li", Wait)!;
        await StateAsync(id, BacktestState.Running);

        Assert.True(_queue.Cancel(id));
        _go.Release();

        await Eventually.TrueAsync(() => _queue.Look(id, job => job.IsOver));
        Assert.Equal((BacktestState.Cancelled, true), _queue.Look(id, job => (job.State, job.Answer is null)));
    }

    [Fact]
    public async Task Order_WhatCannotBeRead_FailsWithTheReasonAndTheNextRuns()
    {
        string mistakes = _queue.Order("li", _ => throw new BacktestException(["one", "two"]))!;
        string disk = _queue.Order("li", _ => throw new IOException("no disk"))!;
        await StateAsync(disk, BacktestState.Failed);
        string good = _queue.Order("li", _ => Nothing)!;

        await StateAsync(good, BacktestState.Done);

        Assert.Equal(["one", "two"], _queue.Look(mistakes, job => job.Mistakes)!);
        Assert.Equal(["no disk"], _queue.Look(disk, job => job.Mistakes)!);
    }

    [Fact]
    public async Task Stop_WhileOneRuns_StopsIt()
    {
        string id = _queue.Order("li", progress =>
        {
            while (true)
                progress.Step(0, 0, 0);
        })!;
        await StateAsync(id, BacktestState.Running);

        await _queue.StopAsync(default);

        Assert.Equal(BacktestState.Cancelled, _queue.Look(id, job => job.State));
    }

    private BacktestAnswer Wait(ReplayProgress progress)
    {
        _go.Wait();
        return Nothing;
    }

    private Task StateAsync(string id, BacktestState state) => Eventually.TrueAsync(() => _queue.Look(id, job => job.State) == state);
}
