using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>A store at an https address with certificates of a private authority.</summary>
public sealed class StoreTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RejectedLines _rejected = new(null, TimeProvider.System, NullLogger.Instance);
    private readonly X509Certificate2 _authority = Authority("CN=City CA");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Write_AuthorityIsNamed_IsStored()
    {
        WriteResult result = await WriteAsync(_authority, Issue(_authority));
        Assert.Equal(new WriteResult(WriteOutcome.Stored), result);
    }

    [Fact]
    public async Task Write_NobodyTrustedVouches_SaysHowToTrust()
    {
        WriteResult result = await WriteAsync(null, Issue(_authority));
        Assert.Equal(WriteOutcome.Misconfigured, result.Outcome);
        Assert.Contains("Store:CaFile", result.Message);
    }

    [Fact]
    public async Task Write_AnotherAuthority_IsRefused()
    {
        using X509Certificate2 other = Authority("CN=Other CA");
        WriteResult result = await WriteAsync(other, Issue(_authority));
        Assert.Equal(WriteOutcome.Misconfigured, result.Outcome);
        Assert.Contains("no authority in Store:CaFile", result.Message);
    }

    [Fact]
    public async Task Write_AuthorityWithTheSameName_IsRefused()
    {
        using X509Certificate2 impostor = Authority("CN=City CA");
        Assert.Equal(WriteOutcome.Misconfigured, (await WriteAsync(_authority, Issue(impostor))).Outcome);
    }

    [Fact]
    public async Task Write_WrongHost_TellsTheNames()
    {
        WriteResult result = await WriteAsync(_authority, Issue(_authority, host: "store.example"));
        Assert.Equal(WriteOutcome.Misconfigured, result.Outcome);
        Assert.Contains("is for store.example, not for 127.0.0.1", result.Message);
    }

    [Theory]
    [InlineData(-30, -1)]
    [InlineData(1, 30)]
    public async Task Write_NotValidNow_TellsTheDates(int fromDays, int toDays)
    {
        WriteResult result = await WriteAsync(_authority, Issue(_authority, fromDays: fromDays, toDays: toDays));
        Assert.Equal(WriteOutcome.Misconfigured, result.Outcome);
        Assert.Contains("not now", result.Message);
    }

    [Theory]
    [InlineData("missing.pem", null)]
    [InlineData("empty.pem", "")]
    public async Task Write_CaFileCannotBeUsed_NamesIt(string name, string? content)
    {
        if (content is not null)
            await File.WriteAllTextAsync(_folder[name], content);
        await using var server = new FakeHttpServer(_ => new FakeAnswer(204), Issue(_authority));
        await using InfluxStore store = Open(server.Url, _folder[name]);
        WriteResult result = await store.WriteAsync(Lines.Batch("m f=1 1"), default);
        Assert.Equal(WriteOutcome.Misconfigured, result.Outcome);
        Assert.Contains(name, result.Message);
    }

    [Fact]
    public async Task Write_PlainHttpBehindAnHttpsAddress_NamesTheOption()
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(204));
        await using InfluxStore store = Open(new UriBuilder(server.Url) { Scheme = "https" }.Uri, null);
        WriteResult result = await store.WriteAsync(Lines.Batch("m f=1 1"), default);
        Assert.NotEqual(WriteOutcome.Stored, result.Outcome);
        Assert.Equal(0, _rejected.Total);
    }

    [Fact]
    public async Task Initialize_NotTrusted_NamesTheMend()
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(200, "{}"), Issue(_authority));
        await using InfluxStore store = Open(server.Url, null);
        Assert.Contains("Store:CaFile", (await Assert.ThrowsAsync<StoreConfigurationException>(() => store.InitializeAsync(default))).Message);
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-100), now.AddDays(100));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string host = "127.0.0.1", int fromDays = -1, int toDays = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=store", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out IPAddress? address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 issued = request.Create(authority, now.AddDays(fromDays), now.AddDays(toDays), [1, 2, 3, 4]);
        using X509Certificate2 withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }

    private async Task<WriteResult> WriteAsync(X509Certificate2? trusted, X509Certificate2 shown)
    {
        string? file = trusted is null ? null : _folder["ca.pem"];
        if (file is not null)
            await File.WriteAllTextAsync(file, trusted!.ExportCertificatePem());
        using (shown)
        {
            await using var server = new FakeHttpServer(_ => new FakeAnswer(204), shown);
            await using InfluxStore store = Open(server.Url, file);
            return await store.WriteAsync(Lines.Batch("m f=1 1"), default);
        }
    }

    private InfluxStore Open(Uri url, string? caFile) =>
        new(new InfluxOptions { Url = url, Database = "t", CaFile = caFile }, _rejected, TimeProvider.System);
}
