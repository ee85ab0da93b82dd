using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Console.Access;

/// <summary>The administrator's bearer token: made at the first start, kept in <c>console.token</c> (mode 0600) in the data folder.</summary>
internal sealed class ConsoleToken
{
    public const string FileName = "console.token";

    private const int RandomBytes = 32;
    private const int LeastCharacters = 32;
    private const int StampBytes = 16;

    private readonly byte[] _hash;

    private ConsoleToken(string token)
    {
        _hash = Hash(token);
        Stamp = Convert.ToHexStringLower(Hash("session " + token)[..StampBytes]);
    }

    /// <summary>Tells sessions that began with this token from those of another one: who replaces the file ends them at the next start.</summary>
    public string Stamp { get; }

    /// <exception cref="StartException">The file cannot be read or written, or what it holds is too short to be a secret.</exception>
    public static ConsoleToken LoadOrCreate(string dataFolder)
    {
        string path = Path.Combine(dataFolder, FileName);
        try
        {
            if (!File.Exists(path))
            {
                string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
                var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                    create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                using var writer = new StreamWriter(path, create);
                writer.WriteLine(token);
                return new ConsoleToken(token);
            }

            string kept = File.ReadAllText(path).Trim();
            return kept.Length >= LeastCharacters
                ? new ConsoleToken(kept)
                : throw new StartException($"{path}: holds {kept.Length} characters, a token has at least {LeastCharacters}; delete the file and a new one is made at the next start.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Compares in a time that tells nothing about the token.</summary>
    public bool Matches(string candidate) => CryptographicOperations.FixedTimeEquals(_hash, Hash(candidate));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
