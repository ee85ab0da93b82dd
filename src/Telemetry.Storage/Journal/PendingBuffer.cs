using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Telemetry.Storage.Journal;

/// <summary>
/// Records that wait for their commit, already laid out as blocks, in memory aligned for the disk. One of a pair: while
/// one is written the other fills. Not thread-safe; the journal's lock or the commit thread owns it, in turns.
/// </summary>
internal sealed unsafe class PendingBuffer : IDisposable
{
    private const int Alignment = 4096;

    private readonly int _initialCapacity;
    private readonly int _maximumCapacity;
    private readonly int _blockBytes;
    private byte* _memory;
    private int _capacity;
    private int _length;
    private int _blockStart;
    private int _blockCount;

    public PendingBuffer(int initialCapacity, int maximumCapacity, int blockBytes)
    {
        _initialCapacity = initialCapacity;
        _maximumCapacity = maximumCapacity;
        _blockBytes = blockBytes;
        Allocate(initialCapacity);
    }

    /// <summary>Bytes so far, the open block's included.</summary>
    public int Length => _length;

    /// <summary>Makes room for one more record of <paramref name="size"/> bytes; an empty span when the buffer may grow no more.</summary>
    public Span<byte> Add(int size, long position)
    {
        if (_blockCount != 0 && _length - _blockStart + size > _blockBytes)
            CloseBlock();
        int head = _blockCount == 0 ? BlockHeader.Bytes : 0;
        if (size > _capacity - _length - head - JournalFormat.Sector && !TryGrow((long)_length + head + size + JournalFormat.Sector))
            return default;
        if (head != 0)
        {
            _blockStart = _length;
            BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(_memory + _length + BlockHeader.FirstPositionOffset, sizeof(long)), position);
            _length += head;
        }

        var record = new Span<byte>(_memory + _length, size);
        _length += size;
        _blockCount++;
        return record;
    }

    /// <summary>Adds records that are a block of their own; false when the buffer may grow no more.</summary>
    public bool TryAddBlock(ReadOnlySpan<byte> records, int count, long position)
    {
        CloseBlock();
        Span<byte> block = Add(records.Length, position);
        if (block.IsEmpty)
            return false;
        records.CopyTo(block);
        _blockCount = count;
        CloseBlock();
        return true;
    }

    /// <summary>Ends the open block, if there is one: its count and length are noted, zeros fill its last sector.</summary>
    public void CloseBlock()
    {
        if (_blockCount == 0)
            return;
        var head = new Span<byte>(_memory + _blockStart, BlockHeader.Bytes);
        BinaryPrimitives.WriteInt32LittleEndian(head[BlockHeader.CountOffset..], _blockCount);
        BinaryPrimitives.WriteInt32LittleEndian(head[BlockHeader.LengthOffset..], _length - _blockStart - BlockHeader.Bytes);
        int end = JournalFormat.Align(_length);
        new Span<byte>(_memory + _length, end - _length).Clear();
        _length = end;
        _blockCount = 0;
    }

    /// <summary>Everything, once the last block is closed.</summary>
    public Span<byte> Blocks => new(_memory, _length);

    /// <summary>Empties the buffer, and gives memory back that a burst needed and the last filling did not.</summary>
    public void Clear()
    {
        if (_capacity > _initialCapacity && _length < _capacity / 8)
        {
            NativeMemory.AlignedFree(_memory);
            Allocate(_initialCapacity);
        }

        _length = 0;
        _blockCount = 0;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _capacity = 0;
        _length = 0;
        _blockCount = 0;
    }

    private void Allocate(int capacity)
    {
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)capacity, Alignment);
        _capacity = capacity;
    }

    private bool TryGrow(long needed)
    {
        if (needed > _maximumCapacity)
            return false;
        byte* old = _memory;
        Allocate((int)Math.Min(Math.Max(needed, 2L * _capacity), _maximumCapacity));
        NativeMemory.Copy(old, _memory, (nuint)_length);
        NativeMemory.AlignedFree(old);
        return true;
    }
}
