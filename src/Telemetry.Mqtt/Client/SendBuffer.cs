using System.Buffers;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// What goes out on a connection. Anybody appends, holding <see cref="Gate"/>; <see cref="Flush"/> hands everything to
/// the stream as one write. While one write is under way the next one gathers, so nobody ever waits for the socket.
/// </summary>
/// <remarks>
/// Two buffers change places: one is filled, the other is being written. A write that the socket takes at once (nearly
/// all) runs to its end on the caller's thread; the rest of one that it does not take runs on the thread pool.
/// </remarks>
internal sealed class SendBuffer(Stream stream, Action written, Action<Exception> failed) : IBufferWriter<byte>
{
    private const int Least = 4_096;

    private byte[] _filling = new byte[Least];
    private byte[] _writing = new byte[Least];
    private int _count;
    private int _answers;
    private bool _isWriting;
    private bool _isClosed;
    private TaskCompletionSource? _idle;

    /// <summary>Held while appending.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Bytes that no write has taken yet.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Those of them that answer the peer: a peer that sends and never reads makes them grow.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Says that so many of the bytes just appended are an answer.</summary>
    public void CountAnswer(int bytes) => Volatile.Write(ref _answers, _answers + bytes);

    public void Advance(int count) => Volatile.Write(ref _count, _count + count);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _filling.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _filling.AsSpan(_count);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Advance(bytes.Length);
    }

    /// <summary>Starts a write unless one is under way, which then takes along what was appended.</summary>
    public void Flush()
    {
        lock (Gate)
        {
            if (_isWriting || _isClosed || _count == 0)
                return;
            _isWriting = true;
        }

        // Its errors go to the connection through the callback.
        _ = WriteAsync();
    }

    /// <summary>Completes when everything appended so far has been handed to the network, or never will be.</summary>
    public Task WhenIdleAsync()
    {
        Flush();
        lock (Gate)
        {
            if (!_isWriting)
                return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>Nothing more is written.</summary>
    public void Close()
    {
        lock (Gate)
            _isClosed = true;
    }

    private async Task WriteAsync()
    {
        while (TakeFilled() is { IsEmpty: false } bytes)
        {
            try
            {
                await stream.WriteAsync(bytes).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                Stop();
                failed(e);
                return;
            }

            written();
        }
    }

    private ReadOnlyMemory<byte> TakeFilled()
    {
        lock (Gate)
        {
            if (_count == 0 || _isClosed)
            {
                _isWriting = false;
                _idle?.TrySetResult();
                _idle = null;
                return default;
            }

            (_filling, _writing) = (_writing, _filling);
            ReadOnlyMemory<byte> taken = _writing.AsMemory(0, _count);
            Volatile.Write(ref _count, 0);
            Volatile.Write(ref _answers, 0);
            return taken;
        }
    }

    private void Stop()
    {
        lock (Gate)
        {
            _isClosed = true;
            _isWriting = false;
            _idle?.TrySetResult();
            _idle = null;
        }
    }

    private void Reserve(int sizeHint)
    {
        int needed = _count + Math.Max(sizeHint, 1);
        if (needed > _filling.Length)
            Array.Resize(ref _filling, (int)Math.Min(Array.MaxLength, Math.Max((long)needed, _filling.Length * 2L)));
    }
}
