using System.Collections.Concurrent;
using System.IO.Compression;

namespace Telemetry.Storage.Influx;

/// <summary>Posts lines to the write address of a store.</summary>
internal sealed class LineSender(StoreHttp http, Uri address, bool compress)
{
    // Buffers for compressed bodies, about as many as there are connections.
    private readonly ConcurrentBag<MemoryStream> _buffers = [];

    public async Task<StoreAnswer> SendAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        MemoryStream? buffer = compress ? Compress(lines) : null;
        ReadOnlyMemory<byte> body = buffer is null ? lines : buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new LinesContent(body, isCompressed: compress) };
        StoreAnswer answer = await http.SendAsync(request, cancellationToken);
        // After any other answer the body may still be on its way.
        if (buffer is not null && answer.IsSuccess)
            _buffers.Add(buffer);
        return answer;
    }

    private MemoryStream Compress(ReadOnlyMemory<byte> lines)
    {
        if (!_buffers.TryTake(out MemoryStream? target))
            target = new MemoryStream();
        target.SetLength(0);
        // Line protocol shrinks to less than a tenth.
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(lines.Span);
        return target;
    }
}
