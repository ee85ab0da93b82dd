namespace Telemetry.Storage.Stores;

/// <summary>
/// Where readings and events are kept for years. Points are idempotent: the same series and timestamp again overwrites the
/// same fields with the same values, so a batch may be sent twice. Writers come one batch after the other (up to
/// <see cref="Connections"/> at once); queries come at any time, from any thread.
/// </summary>
public interface ITimeSeriesStore : IAsyncDisposable
{
    /// <summary>As the option <c>Store:Kind</c> names it.</summary>
    string Kind { get; }

    /// <summary>How many batches may be under way at once.</summary>
    int Connections { get; }

    /// <summary>Lines in one request at most: less than a batch after the store could not cope with one.</summary>
    int RequestLines => int.MaxValue;

    /// <summary>How long a stored batch may still be lost when the store crashes.</summary>
    TimeSpan Settle { get; }

    /// <summary>The position after the last stored record, for a store that keeps it together with the data; null for others. Known once initialized.</summary>
    long? StoredPosition { get; }

    /// <summary>Lines that the store would not take.</summary>
    RejectedLines Rejected { get; }

    /// <summary>Makes sure that the store answers and the database is there (it is created where that is allowed).</summary>
    /// <exception cref="StoreConfigurationException">Somebody has to mend the configuration.</exception>
    /// <exception cref="StoreUnavailableException">Not now; try again.</exception>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>Stores a batch. Whatever the store answers becomes a result; only cancellation throws.</summary>
    Task<WriteResult> WriteAsync(LineBatch batch, CancellationToken cancellationToken);

    /// <summary>Makes sure that what was stored at least <see cref="Settle"/> ago is there to stay: not even a power cut takes it.</summary>
    /// <param name="position">Everything before is stored, and the next start may go on from here: for a store that keeps a cursor.</param>
    /// <returns><see cref="WriteOutcome.Stored"/> when it is, <see cref="WriteOutcome.Retry"/> when that is not known now,
    /// <see cref="WriteOutcome.Rewind"/> when the store was restarted meanwhile.</returns>
    Task<WriteOutcome> SyncAsync(long position, CancellationToken cancellationToken);

    /// <summary>Answers a query; empty when measurement, device or field are not known.</summary>
    /// <exception cref="ArgumentException">The query makes no sense.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    /// <exception cref="StoreConfigurationException">The store refuses to answer us.</exception>
    Task<IReadOnlyList<SeriesPoint>> QueryAsync(SeriesQuery query, CancellationToken cancellationToken);
}
