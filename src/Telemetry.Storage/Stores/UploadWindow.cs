namespace Telemetry.Storage.Stores;

/// <summary>
/// The batches of the uploader: some under way in order of their positions, one that is filled meanwhile, the rest free.
/// </summary>
internal sealed class UploadWindow
{
    private readonly ITimeSeriesStore _store;
    private readonly Queue<UploadSlot> _underWay = new();
    private readonly Stack<UploadSlot> _free = new();
    private UploadSlot? _filling;

    public UploadWindow(ITimeSeriesStore store, UploaderOptions options)
    {
        _store = store;
        for (int i = 0; i <= store.Connections; i++)
            _free.Push(new UploadSlot(options));
    }

    /// <summary>The batch to fill: there is one more than the store takes at once.</summary>
    public LineBatch Filling => (_filling ??= _free.Pop()).Batch;

    public bool CanSend => _underWay.Count < _store.Connections;

    public bool IsIdle => _underWay.Count == 0;

    /// <summary>The batch whose turn it is to be stored.</summary>
    public UploadSlot? OldestUnderWay => _underWay.TryPeek(out UploadSlot? slot) ? slot : null;

    /// <summary>When the oldest line that is not stored was received, in Unix milliseconds; -1: there is none.</summary>
    public long OldestMs => (_underWay.TryPeek(out UploadSlot? slot) ? slot.Batch : _filling?.Batch) is { Count: > 0 } oldest ? oldest.OldestReceivedAtMs : -1;

    /// <summary>Sends what was filled.</summary>
    public void Send(CancellationToken abort)
    {
        _filling!.Write = _store.WriteAsync(_filling.Batch, abort);
        _underWay.Enqueue(_filling);
        _filling = null;
    }

    /// <summary>Sends the oldest batch under way once more.</summary>
    public void Resend(CancellationToken abort)
    {
        UploadSlot slot = _underWay.Peek();
        slot.Batch.Attempt++;
        slot.Write = _store.WriteAsync(slot.Batch, abort);
    }

    /// <summary>The oldest batch under way is stored, or given up.</summary>
    public void Free()
    {
        UploadSlot slot = _underWay.Dequeue();
        slot.Batch.Clear(slot.Batch.EndPosition);
        _free.Push(slot);
    }

    /// <summary>Empties every batch, once the writes under way are over.</summary>
    public async Task ClearAsync(long position)
    {
        while (_underWay.TryPeek(out UploadSlot? slot))
        {
            await slot.Write;
            Free();
        }

        _filling?.Batch.Clear(position);
    }
}
