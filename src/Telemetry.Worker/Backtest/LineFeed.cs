using System.IO.Compression;

namespace Telemetry.Worker.Backtest;

/// <summary>The lines of a file, plain or gzip, one after the other through one buffer.</summary>
internal sealed class LineFeed : IDisposable
{
    /// <summary>A longer line is no telemetry; it is passed over and counted.</summary>
    public const int MaximumLineBytes = 4 * 1024 * 1024;

    private const int BufferBytes = 1024 * 1024;

    private readonly FileStream _file;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private bool _isOver;

    public LineFeed(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        int read = _file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        _file.Position = 0;
        // By what it holds, not by its name: exports are often compressed in passing.
        _stream = read == 2 && magic[0] == 0x1F && magic[1] == 0x8B ? new GZipStream(_file, CompressionMode.Decompress) : _file;
    }

    public long TotalBytes => _file.Length;

    /// <summary>How far it has come in the file, compressed or not.</summary>
    public long ReadBytes => Math.Min(_file.Position, _file.Length);

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Lines that were longer than <see cref="MaximumLineBytes"/>.</summary>
    public long TooLong { get; private set; }

    /// <summary>Reads the next line that is neither empty nor a comment, without its end. Valid until the next call.</summary>
    /// <exception cref="InvalidDataException">It is damaged gzip.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            int end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (end < 0 && !_isOver)
            {
                Fill();
                continue;
            }

            if (end < 0 && _start == _end)
            {
                line = default;
                return false;
            }

            line = _buffer.AsSpan(_start, end < 0 ? _end - _start : end);
            _start = end < 0 ? _end : _start + end + 1;
            Number++;
            if (line.EndsWith((byte)'\r'))
                line = line[..^1];
            if (!line.IsEmpty && line[0] != '#')
                return true;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _file.Dispose();
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length && _end >= MaximumLineBytes)
        {
            PassOver();
            return;
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _end);
        }

        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isOver = read == 0;
    }

    /// <summary>Drops the line that fills the buffer, up to its end.</summary>
    private void PassOver()
    {
        TooLong++;
        Number++;
        while (true)
        {
            _end = _stream.Read(_buffer);
            int end = _buffer.AsSpan(0, _end).IndexOf((byte)'\n');
            _isOver = _end == 0;
            _start = end < 0 ? _end : end + 1;
            if (end >= 0 || _isOver)
                return;
        }
    }
}
