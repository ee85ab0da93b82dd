using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Telemetry.Storage.Influx;

/// <summary>Judges the certificate of an https store, and says in words what is wrong with it.</summary>
internal sealed class StoreCertificate(Uri url, string? caFile, TimeProvider time)
{
    private volatile string? _objection;

    /// <summary>Why the last certificate was not good enough; null when it was, or none was shown yet.</summary>
    public string? Objection => _objection;

    /// <summary>The callback of a TLS handshake.</summary>
    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _objection = certificate is X509Certificate2 shown && chain is not null
            ? Find(shown, chain, errors)
            : $"{url}: the store shows no certificate.";
        return _objection is null;
    }

    private string? Find(X509Certificate2 shown, X509Chain chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"{url}: the store's certificate is for {Names(shown)}, not for {url.Host}. Set Store:Url to a name it bears, or give the store a certificate for {url.Host}.";
        DateTimeOffset now = time.GetUtcNow();
        if (now > shown.NotAfter || now < shown.NotBefore)
            return $"{url}: the store's certificate is valid from {shown.NotBefore:yyyy-MM-dd} to {shown.NotAfter:yyyy-MM-dd}, not now. Renew it, or set this machine's clock.";
        if (caFile is null)
        {
            return errors == SslPolicyErrors.None
                ? null
                : $"{url}: no authority that this machine trusts vouches for the store's certificate ({Detail(chain)}). Name the authority's certificate with Store:CaFile.";
        }

        try
        {
            return FindWith(caFile, shown, chain);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"Store:CaFile = '{caFile}': {e.Message}";
        }
    }

    private string? FindWith(string file, X509Certificate2 shown, X509Chain chain)
    {
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        own.ChainPolicy.CustomTrustStore.ImportFromPemFile(file);
        if (own.ChainPolicy.CustomTrustStore.Count == 0)
            return $"Store:CaFile = '{file}': holds no certificate.";
        own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return own.Build(shown) ? null : $"{url}: no authority in Store:CaFile = '{file}' vouches for the store's certificate ({Detail(own)}).";
    }

    private static string Names(X509Certificate2 certificate)
    {
        string names = string.Join(", ", certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString()))));
        return names.Length > 0 ? names : certificate.Subject;
    }

    private static string Detail(X509Chain chain) => string.Join(" ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct());
}
