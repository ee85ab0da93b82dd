using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Worker.Accounts;

/// <summary>
/// The secret of a token: <c>tlm_</c> and 32 random bytes in base64url. The prefix lets scanners of source code find one
/// that leaked. SHA-256 is enough to keep: nobody guesses 256 bits.
/// </summary>
internal static class TokenText
{
    public const string Prefix = "tlm_";

    private const int RandomBytes = 32;
    private const int Characters = 43;

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static string NewId() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 10);

    /// <summary>Null for what cannot be a token.</summary>
    public static byte[]? Hash(string text) =>
        text.Length == Prefix.Length + Characters && text.StartsWith(Prefix, StringComparison.Ordinal) ? SHA256.HashData(Encoding.UTF8.GetBytes(text)) : null;
}
