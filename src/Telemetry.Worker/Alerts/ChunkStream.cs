using System.Buffers;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// Bytes in memory, in pooled pieces: what grows to hundreds of megabytes is neither copied as it grows nor kept twice. Written
/// once, from begin to end.
/// </summary>
internal sealed class ChunkStream(int chunkBytes) : Stream
{
    private readonly List<byte[]> _chunks = [];
    private long _length;

    /// <summary>How many pieces there are.</summary>
    public int Chunks => _chunks.Count;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <summary>A copy of a piece.</summary>
    public byte[] Chunk(int number) => _chunks[number][..(int)Math.Min(chunkBytes, _length - ((long)number * chunkBytes))];

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int used = (int)(_length % chunkBytes);
            if (used == 0)
                _chunks.Add(ArrayPool<byte>.Shared.Rent(chunkBytes));
            int taken = Math.Min(chunkBytes - used, buffer.Length);
            buffer[..taken].CopyTo(_chunks[^1].AsSpan(used));
            _length += taken;
            buffer = buffer[taken..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _chunks.ForEach(chunk => ArrayPool<byte>.Shared.Return(chunk));
        _chunks.Clear();
        base.Dispose(disposing);
    }
}
