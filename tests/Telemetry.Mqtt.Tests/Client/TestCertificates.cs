using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>An authority, and what it signs, as PEM files.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 _authority;
    private byte _serial;

    public TestCertificates(string name = "CN=City CA")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        Now = TimeProvider.System.GetUtcNow();
        _authority = request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(1));
    }

    public DateTimeOffset Now { get; }

    public void WriteAuthority(string file) => File.WriteAllText(file, _authority.ExportCertificatePem());

    /// <summary>A certificate for localhost and the key of it; by the authority, or by itself.</summary>
    public void Write(string certificateFile, string keyFile, DateTimeOffset from, DateTimeOffset to, bool selfSigned = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = selfSigned ? request.CreateSelfSigned(from, to) : request.Create(_authority, from, to, [1, ++_serial]);
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _authority.Dispose();
}
