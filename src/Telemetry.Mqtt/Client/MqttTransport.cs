using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Telemetry.Mqtt.Client;

/// <summary>A connected socket, with TLS on it when asked for, and the pipe that reads from it.</summary>
internal sealed class MqttTransport : IAsyncDisposable
{
    // A millisecond of a saturated broker is about 20 KiB; a larger buffer only costs cache.
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 64 << 10, minimumReadSize: 4 << 10, leaveOpen: true);

    private MqttTransport(Socket socket, Stream stream)
    {
        Socket = socket;
        Stream = stream;
        Input = PipeReader.Create(stream, ReaderOptions);
    }

    public Socket Socket { get; }

    public Stream Stream { get; }

    public PipeReader Input { get; }

    public bool IsEncrypted => Stream is SslStream;

    public static async Task<MqttTransport> ConnectAsync(MqttClientOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, cancellationToken).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (options.Tls is not null)
                stream = await EncryptAsync(stream, options, options.Tls, cancellationToken).ConfigureAwait(false);
            return new MqttTransport(socket, stream);
        }
        catch
        {
            if (stream is not null)
                await stream.DisposeAsync().ConfigureAwait(false);
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false);
        try
        {
            // What was sent last (a DISCONNECT) still arrives; closing with unread input would reset the connection.
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer was faster.
        }

        await Stream.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<Stream> EncryptAsync(Stream inner, MqttClientOptions options, MqttTlsOptions tls, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(inner);
        try
        {
            await encrypted.AuthenticateAsClientAsync(Settings(options, tls), cancellationToken).ConfigureAwait(false);
            return encrypted;
        }
        catch
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SslClientAuthenticationOptions Settings(MqttClientOptions options, MqttTlsOptions tls)
    {
        var settings = new SslClientAuthenticationOptions
        {
            TargetHost = tls.ServerName ?? options.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (tls.CaFile is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(tls.CaFile);
            if (policy.CustomTrustStore.Count == 0)
                throw new IOException($"No certificate in {tls.CaFile}.");
            settings.CertificateChainPolicy = policy;
        }

        if (tls.CertificateFile is not null)
            settings.ClientCertificates = [X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile)];
        return settings;
    }
}
