using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Worker.Console.Access;

/// <summary>The token of the printed browser link: good once, and only for the process that printed it.</summary>
internal sealed class LoginLink
{
    private byte[]? _hash;

    public LoginLink()
    {
        Token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(Token));
    }

    public string Token { get; }

    /// <summary>True for the first caller with the right token, and never again.</summary>
    public bool TryUse(string candidate)
    {
        byte[]? expected = Volatile.Read(ref _hash);
        return expected is not null
            && CryptographicOperations.FixedTimeEquals(expected, SHA256.HashData(Encoding.UTF8.GetBytes(candidate)))
            && Interlocked.CompareExchange(ref _hash, null, expected) == expected;
    }
}
