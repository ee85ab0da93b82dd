using System.Buffers;
using System.Net.Sockets;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// What waits to be written to one socket. Anybody writes into it under <see cref="Gate"/> and calls <see cref="Flush"/>
/// afterwards; whoever finds nobody sending sends, without waiting. What the socket does not take at once is sent on
/// as the socket takes it.
/// </summary>
internal sealed class Outbox(Socket socket, BrokerStatistics statistics, TimeProvider time, int limit) : IBufferWriter<byte>
{
    private const int LeastBuffer = 1024;
    private const int LargestKept = 4 * 1024;
    private const int RoundsPerFlush = 4;

    private byte[] _buffer = [];
    private int _length;
    private int _messages;
    private int _sendingBytes;
    private bool _sending;
    private bool _closed;
    private bool _wasFull;
    private long _stalledSince;

    /// <summary>Held while writing; never while sending.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Called, on any thread, when the socket took everything after <see cref="IsFull"/> had been seen.</summary>
    public Action? Drained { get; set; }

    /// <summary>Bytes not yet taken by the socket.</summary>
    public int Pending => Volatile.Read(ref _length) + Volatile.Read(ref _sendingBytes);

    /// <summary>True when more than the limit waits. Whoever sees it is told by <see cref="Drained"/>.</summary>
    public bool IsFull
    {
        get
        {
            if (Pending <= limit)
                return false;
            lock (Gate)
            {
                if (Pending <= limit || _closed)
                    return false;
                _wasFull = true;
                return true;
            }
        }
    }

    /// <summary>True when something has not been sent yet; <see cref="Drained"/> tells when it is.</summary>
    public bool IsSending
    {
        get
        {
            lock (Gate)
            {
                bool isSending = _sending || _length > 0;
                _wasFull |= isSending;
                return isSending;
            }
        }
    }

    /// <summary>How long the socket has taken nothing although something waits.</summary>
    public TimeSpan Stalled => Volatile.Read(ref _stalledSince) is var since and not 0 ? time.GetElapsedTime(since) : TimeSpan.Zero;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_length);
    }

    public void Advance(int count) => Volatile.Write(ref _length, _length + count);

    /// <summary>Counts a PUBLISH that was written.</summary>
    public void CountMessage() => _messages++;

    public void Write(ReadOnlySpan<byte> packet)
    {
        lock (Gate)
        {
            packet.CopyTo(GetSpan(packet.Length));
            Advance(packet.Length);
        }
    }

    /// <summary>Writes a packet unless it is larger than allowed.</summary>
    public bool TryWrite(Action<IBufferWriter<byte>> write, int maximumPacketSize)
    {
        var packet = new ArrayBufferWriter<byte>(64);
        write(packet);
        if (packet.WrittenCount > maximumPacketSize)
            return false;
        Write(packet.WrittenSpan);
        return true;
    }

    /// <summary>Sends what waits, as far as the socket takes it. Never blocks.</summary>
    public void Flush()
    {
        for (int round = 0; ; round++)
        {
            if (!TryTake(out byte[] bytes, out int length))
                return;
            int sent = 0;
            SocketError error = SocketError.WouldBlock;
            // A thread that came by only to acknowledge must not become the writer of a busy connection for good.
            if (round < RoundsPerFlush)
            {
                sent = Send(bytes.AsSpan(0, length), out error);
                if (error is not (SocketError.Success or SocketError.WouldBlock))
                {
                    Discard(bytes);
                    return;
                }
            }

            if (sent < length)
            {
                _ = SendRestAsync(bytes, sent, length);
                return;
            }

            if (!Finish(bytes))
                return;
        }
    }

    /// <summary>Nothing is written any more; what waits is dropped.</summary>
    public void Close()
    {
        lock (Gate)
        {
            _closed = true;
            Volatile.Write(ref _length, 0);
            Return(_buffer);
            _buffer = [];
        }
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private int Send(ReadOnlySpan<byte> bytes, out SocketError error)
    {
        try
        {
            return socket.Send(bytes, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.Shutdown;
            return 0;
        }
    }

    private bool TryTake(out byte[] bytes, out int length)
    {
        lock (Gate)
        {
            bytes = _buffer;
            length = _length;
            if (_sending || length == 0)
                return false;
            if (_closed)
            {
                Volatile.Write(ref _length, 0);
                return false;
            }

            _sending = true;
            Volatile.Write(ref _sendingBytes, length);
            Volatile.Write(ref _length, 0);
            _buffer = [];
            statistics.CountSent(_messages, length);
            _messages = 0;
            return true;
        }
    }

    /// <summary>True when more was written meanwhile.</summary>
    private bool Finish(byte[] bytes)
    {
        bool more;
        bool drained;
        lock (Gate)
        {
            _sending = false;
            Volatile.Write(ref _sendingBytes, 0);
            Volatile.Write(ref _stalledSince, 0);
            more = _length > 0;
            drained = !more && _wasFull;
            if (drained)
                _wasFull = false;
            // A small buffer stays with its connection; a large one goes back, since thousands of connections have had one.
            if (!_closed && _buffer.Length == 0 && bytes.Length <= LargestKept)
                _buffer = bytes;
            else
                Return(bytes);
        }

        if (drained)
            Drained?.Invoke();
        return more;
    }

    private void Discard(byte[] bytes)
    {
        lock (Gate)
        {
            _sending = false;
            _closed = true;
            Volatile.Write(ref _sendingBytes, 0);
            Volatile.Write(ref _stalledSince, 0);
            Volatile.Write(ref _length, 0);
            Return(bytes);
        }

        // Whoever waits for the socket to take something has to learn that it never will.
        Drained?.Invoke();
    }

    private async Task SendRestAsync(byte[] bytes, int sent, int length)
    {
        Volatile.Write(ref _stalledSince, time.GetTimestamp());
        try
        {
            while (sent < length)
            {
                sent += await socket.SendAsync(bytes.AsMemory(sent, length - sent), SocketFlags.None).ConfigureAwait(false);
                Volatile.Write(ref _stalledSince, time.GetTimestamp());
                Volatile.Write(ref _sendingBytes, length - sent);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Discard(bytes);
            return;
        }

        if (Finish(bytes))
            Flush();
    }

    private void Reserve(int size)
    {
        if (_buffer.Length - _length >= size)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(_buffer.Length * 2, _length + size), LeastBuffer));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Return(_buffer);
        _buffer = larger;
    }
}
