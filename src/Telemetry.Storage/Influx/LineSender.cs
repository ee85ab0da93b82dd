using System.IO.Compression;
using System.Net.Http.Headers;

namespace Telemetry.Storage.Influx;

/// <summary>Posts lines to the write address of a store.</summary>
internal sealed class LineSender(StoreHttp http, Uri address, bool compress)
{
    private static readonly MediaTypeHeaderValue PlainText = new("text/plain") { CharSet = "utf-8" };

    public async Task<StoreAnswer> SendAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = compress ? Compress(lines) : new ReadOnlyMemoryContent(lines) };
        request.Content.Headers.ContentType = PlainText;
        return await http.SendAsync(request, cancellationToken);
    }

    private static ByteArrayContent Compress(ReadOnlyMemory<byte> lines)
    {
        // Line protocol shrinks to less than a tenth.
        using var target = new MemoryStream(lines.Length / 8);
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(lines.Span);
        var content = new ByteArrayContent(target.GetBuffer(), 0, (int)target.Length);
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
