using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Stores;

/// <summary>A store in memory that does what a test says.</summary>
internal sealed class FakeStore : ITimeSeriesStore
{
    private readonly Lock _gate = new();
    private readonly List<string> _stored = [];
    private readonly List<LineBatchCopy> _writes = [];

    /// <summary>What becomes of a write, by its number from 0; by default it is stored.</summary>
    public Func<int, LineBatchCopy, Task<WriteResult>>? OnWrite { get; init; }

    public Func<long, WriteOutcome>? OnSync { get; init; }

    public Action<int>? OnInitialize { get; init; }

    public string Kind => "fake";

    public int Connections { get; init; } = 1;

    public TimeSpan Settle { get; init; }

    public long? StoredPosition { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public RejectedLines Rejected { get; } = new(null, TimeProvider.System, NullLogger.Instance);

    public int Initialized { get; private set; }

    /// <summary>Every line stored, in the order of writes.</summary>
    public IReadOnlyList<string> Stored
    {
        get
        {
            lock (_gate)
                return [.. _stored];
        }
    }

    /// <summary>Every write, stored or not.</summary>
    public IReadOnlyList<LineBatchCopy> Writes
    {
        get
        {
            lock (_gate)
                return [.. _writes];
        }
    }

    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        OnInitialize?.Invoke(Initialized++);
        return Task.CompletedTask;
    }

    public async Task<WriteResult> WriteAsync(LineBatch batch, CancellationToken cancellationToken)
    {
        var copy = new LineBatchCopy(
            Encoding.UTF8.GetString(batch.Lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            batch.EndPosition,
            batch.Attempt,
            Time.GetUtcNow());
        Assert.Equal(batch.Count, copy.Lines.Count);
        int number;
        lock (_gate)
        {
            number = _writes.Count;
            _writes.Add(copy);
        }

        WriteResult result = OnWrite is null ? new WriteResult(WriteOutcome.Stored) : await OnWrite(number, copy).WaitAsync(cancellationToken);
        if (result.Outcome == WriteOutcome.Stored)
        {
            lock (_gate)
                _stored.AddRange(copy.Lines);
        }

        return result;
    }

    /// <summary>What a crash takes.</summary>
    public void Forget(int lines)
    {
        lock (_gate)
            _stored.RemoveRange(_stored.Count - lines, lines);
    }

    public Task<WriteOutcome> SyncAsync(long position, CancellationToken cancellationToken) => Task.FromResult(OnSync?.Invoke(position) ?? WriteOutcome.Stored);

    public Task<IReadOnlyList<SeriesPoint>> QueryAsync(SeriesQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
