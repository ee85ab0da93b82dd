using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Accounts of the embedded broker: a file of lines <c>name:hash</c> in the data folder, made with
/// <c>telemetry mqtt-user</c>. A missing file has no accounts; one that cannot be read or understood stops the start.
/// </summary>
internal sealed class MqttAccounts
{
    public const string FileName = "mqtt-users";

    private static readonly PasswordHasher<string> Hasher = new();

    /// <summary>Checked for unknown names, so that they take as long as known ones.</summary>
    private static readonly string DecoyHash = Hasher.HashPassword("", Guid.NewGuid().ToString());

    private readonly string _path;
    private FrozenDictionary<string, string> _hashes;

    public MqttAccounts(string path)
    {
        _path = path;
        _hashes = Read(path);
    }

    public int Count => _hashes.Count;

    public bool Verify(string name, ReadOnlySpan<byte> password)
    {
        bool known = _hashes.TryGetValue(name, out string? hash);
        PasswordVerificationResult result = Hasher.VerifyHashedPassword(name, hash ?? DecoyHash, Encoding.UTF8.GetString(password));
        return known && result != PasswordVerificationResult.Failed;
    }

    /// <exception cref="StartException">The name cannot be a device's.</exception>
    public void Set(string name, string password)
    {
        if (!IsDeviceId(name))
            throw new StartException($"'{name}' cannot be an account: its name is the id of a device, 1 to 64 of a-z, 0-9 and '-'.");
        Save(_hashes.Where(a => a.Key != name).Append(new(name, Hasher.HashPassword(name, password))));
    }

    public bool Remove(string name)
    {
        bool known = _hashes.ContainsKey(name);
        Save(_hashes.Where(a => a.Key != name));
        return known;
    }

    public IEnumerable<string> Names => _hashes.Keys.Order(StringComparer.Ordinal);

    private void Save(IEnumerable<KeyValuePair<string, string>> accounts)
    {
        string temporary = _path + ".part";
        var create = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(temporary, create))
        {
            foreach ((string name, string hash) in accounts.OrderBy(a => a.Key, StringComparer.Ordinal))
                writer.WriteLine($"{name}:{hash}");
        }

        File.Move(temporary, _path, overwrite: true);
        _hashes = Read(_path);
    }

    private static FrozenDictionary<string, string> Read(string path)
    {
        if (!File.Exists(path))
            return FrozenDictionary<string, string>.Empty;
        var hashes = new Dictionary<string, string>();
        try
        {
            foreach ((int index, string line) in File.ReadLines(path).Index())
            {
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon <= 0 || !IsDeviceId(line[..colon]) || !IsHash(line[(colon + 1)..]))
                    throw new StartException($"{path}:{index + 1}: is not 'name:hash'; make accounts with 'telemetry mqtt-user set NAME'.");
                if (!hashes.TryAdd(line[..colon], line[(colon + 1)..]))
                    throw new StartException($"{path}:{index + 1}: '{line[..colon]}' is there twice; remove one.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{path}: {e.Message}", e);
        }

        return hashes.ToFrozenDictionary();
    }

    private static bool IsDeviceId(string name) =>
        name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>The hasher throws at a connect for what is no base64; here it is told at the start.</summary>
    private static bool IsHash(string text) => text.Length > 0 && Convert.TryFromBase64String(text, new byte[text.Length], out _);
}
