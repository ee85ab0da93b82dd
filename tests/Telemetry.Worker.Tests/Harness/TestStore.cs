using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Stores;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>A store that takes everything unless a test says otherwise.</summary>
internal sealed class TestStore(TimeProvider time) : ITimeSeriesStore
{
    private int _stored;

    /// <summary>What becomes of the next writes.</summary>
    public WriteResult Result { get; set; } = new(WriteOutcome.Stored);

    public int Stored => Volatile.Read(ref _stored);

    public string Kind => "test";

    public int Connections => 1;

    public TimeSpan Settle { get; init; }

    public long? StoredPosition => null;

    public RejectedLines Rejected { get; } = new(null, time, NullLogger.Instance);

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<WriteResult> WriteAsync(LineBatch batch, CancellationToken cancellationToken)
    {
        if (Result.Outcome == WriteOutcome.Stored)
            Interlocked.Add(ref _stored, batch.Count);
        return Task.FromResult(Result);
    }

    public Task<WriteOutcome> SyncAsync(long position, CancellationToken cancellationToken) => Task.FromResult(WriteOutcome.Stored);

    public Task<IReadOnlyList<SeriesPoint>> QueryAsync(SeriesQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
