using System.Net;
using System.Net.Http.Headers;

namespace Telemetry.Storage.Influx;

/// <summary>Lines as the body of a request, which remembers whether any of it was on its way: a store can only have died of what it was sent.</summary>
internal sealed class LinesContent : HttpContent
{
    private static readonly MediaTypeHeaderValue PlainText = new("text/plain") { CharSet = "utf-8" };

    private readonly ReadOnlyMemory<byte> _body;

    public LinesContent(ReadOnlyMemory<byte> body, bool isCompressed)
    {
        _body = body;
        Headers.ContentType = PlainText;
        if (isCompressed)
            Headers.ContentEncoding.Add("gzip");
    }

    /// <summary>True once the body was asked for, however far it came.</summary>
    public bool WasSent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        WasSent = true;
        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
