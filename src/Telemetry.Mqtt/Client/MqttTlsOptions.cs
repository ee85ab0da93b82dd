namespace Telemetry.Mqtt.Client;

/// <summary>How a client speaks TLS: 1.2 or 1.3, with the certificate's name and dates checked; never without.</summary>
public sealed record MqttTlsOptions
{
    /// <summary>
    /// A PEM file with the certificates of the authorities to trust, instead of the system's. Default: null, the system's.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>The name the server's certificate has to bear. Default: null, <see cref="MqttClientOptions.Host"/>.</summary>
    public string? ServerName { get; init; }

    /// <summary>A PEM file with this client's own certificate. Default: null, none. Needs <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The PEM file with the private key of <see cref="CertificateFile"/>. Default: null.</summary>
    public string? KeyFile { get; init; }
}
