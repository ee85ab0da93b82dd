using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// Reads a socket into a pipe of pooled memory. The same loop fills the pipe and empties it, so that nothing is handed
/// from thread to thread; the pipe keeps what is left of a packet that has not arrived whole.
/// </summary>
internal sealed class SocketInput(Socket socket)
{
    private const int LeastRead = 4 * 1024;
    private const int MostRead = 128 * 1024;
    private const int QuietReads = 16;

    // The reader paces itself: it takes everything before it reads on.
    private readonly Pipe _pipe = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 0,
        resumeWriterThreshold: 0,
        minimumSegmentSize: LeastRead,
        useSynchronizationContext: false));

    private int _size = LeastRead;
    private int _quiet;

    /// <summary>Waits for bytes and takes what is there. Returns their number; 0 when the peer has finished.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync()
    {
        Memory<byte> memory = _pipe.Writer.GetMemory(_size);
        int count = await socket.ReceiveAsync(memory, SocketFlags.None).ConfigureAwait(false);
        _pipe.Writer.Advance(count);
        await _pipe.Writer.FlushAsync().ConfigureAwait(false);
        Adapt(count, memory.Length);
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

    // An idle connection holds one small buffer; one that fills what it is given gets four times as much.
    private void Adapt(int count, int room)
    {
        if (count == room)
        {
            _size = Math.Min(_size * 4, MostRead);
            _quiet = 0;
        }
        else if (count * 8 < _size && ++_quiet >= QuietReads)
        {
            _size = Math.Max(_size / 2, LeastRead);
            _quiet = 0;
        }
    }
}
