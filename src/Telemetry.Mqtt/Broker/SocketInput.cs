using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// Reads a socket into a pipe of pooled memory. The same loop fills the pipe and empties it, so that nothing is handed
/// from thread to thread; the pipe keeps what is left of a packet that has not arrived whole.
/// </summary>
internal sealed class SocketInput(Socket socket, CancellationToken stopping)
{
    private const int SmallRead = 4 * 1024;
    private const int LargeRead = 128 * 1024;

    // The reader paces itself: it takes everything before it reads on.
    private readonly Pipe _pipe = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 0,
        resumeWriterThreshold: 0,
        minimumSegmentSize: SmallRead,
        useSynchronizationContext: false));

    /// <summary>Waits for bytes and takes what is there. Returns their number; 0 when the peer has finished.</summary>
    /// <remarks>
    /// Waiting holds a small buffer only, whatever the connection did before: thousands of them wait at a time. When it
    /// comes back full, the rest is taken at once into a large one.
    /// </remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync()
    {
        Memory<byte> memory = _pipe.Writer.GetMemory(SmallRead);
        int count = await socket.ReceiveAsync(memory, SocketFlags.None, stopping).ConfigureAwait(false);
        _pipe.Writer.Advance(count);
        if (count == memory.Length)
            count += ReadMore();
        await _pipe.Writer.FlushAsync().ConfigureAwait(false);
        return count;
    }

    /// <summary>What has been read and not consumed.</summary>
    public bool TryGetBuffer(out ReadOnlySequence<byte> buffer)
    {
        bool isThere = _pipe.Reader.TryRead(out ReadResult result);
        buffer = result.Buffer;
        return isThere;
    }

    /// <summary>Gives back what was consumed; what is only examined comes again with the next bytes.</summary>
    public void Consume(SequencePosition consumed, SequencePosition examined) => _pipe.Reader.AdvanceTo(consumed, examined);

    public void Close()
    {
        _pipe.Writer.Complete();
        _pipe.Reader.Complete();
    }

    private int ReadMore()
    {
        int count = socket.Receive(_pipe.Writer.GetSpan(LargeRead), SocketFlags.None, out SocketError error);
        // Nothing there is no fault, and the next read finds out about every other.
        if (error != SocketError.Success)
            return 0;
        _pipe.Writer.Advance(count);
        return count;
    }
}
