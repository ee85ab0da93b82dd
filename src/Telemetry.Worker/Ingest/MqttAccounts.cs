using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Accounts of the embedded broker: a file of lines <c>name:hash</c>, with <c>:input</c> behind it for one that may give inputs
/// and <c>:calls</c> for one that may read calls, in the data folder, made with
/// <c>telemetry mqtt-user</c>. A missing file has no accounts; one that cannot be read or understood stops the start. It is read
/// again at a reload of the city.
/// </summary>
internal sealed class MqttAccounts
{
    public const string FileName = "mqtt-users";

    /// <summary>At the end of the line of an account that may give inputs. Base64 has no colon.</summary>
    private const string InputRight = ":input";

    /// <summary>The same for one that may read the calls to people; the last of the two.</summary>
    private const string CallsRight = ":calls";

    private static readonly PasswordHasher<string> Hasher = new();

    /// <summary>Checked for unknown names, so that they take as long as known ones.</summary>
    private static readonly string DecoyHash = Hasher.HashPassword("", Guid.NewGuid().ToString());

    private readonly string _path;
    private volatile FrozenDictionary<string, Account> _accounts;

    public MqttAccounts(string path)
    {
        _path = path;
        _accounts = Read(path);
    }

    public int Count => _accounts.Count;

    public bool Verify(string name, ReadOnlySpan<byte> password) => Verify(name, password, out _);

    /// <param name="credential">What <see cref="IsStill"/> is asked with later.</param>
    public bool Verify(string name, ReadOnlySpan<byte> password, out string credential)
    {
        bool known = _accounts.TryGetValue(name, out Account account);
        credential = account.Hash ?? "";
        PasswordVerificationResult result = Hasher.VerifyHashedPassword(name, account.Hash ?? DecoyHash, Encoding.UTF8.GetString(password));
        return known && result != PasswordVerificationResult.Failed;
    }

    /// <summary>True when it may publish inputs; false when there is no such account.</summary>
    public bool MayInput(string name) => _accounts.TryGetValue(name, out Account account) && account.MayInput;

    /// <summary>True when it may subscribe to the calls to people; false when there is no such account.</summary>
    public bool MayReadCalls(string name) => _accounts.TryGetValue(name, out Account account) && account.MayReadCalls;

    /// <summary>True when it may do something that no device's account may by itself.</summary>
    public bool HasRights(string name) => MayInput(name) || MayReadCalls(name);

    /// <summary>False once the account is gone or has another password than the one that was verified.</summary>
    public bool IsStill(string name, string credential) =>
        _accounts.TryGetValue(name, out Account account) && string.Equals(account.Hash, credential, StringComparison.Ordinal);

    /// <summary>Reads the file again. One that is gone or damaged leaves the accounts as they are.</summary>
    /// <returns>Why they were left; null when they were read.</returns>
    public string? TryReadAgain()
    {
        try
        {
            if (!File.Exists(_path) && _accounts.Count > 0)
                return $"{_path}: the file is gone; its {_accounts.Count} accounts go on until the next start. Put it back and reload, or remove accounts with 'telemetry mqtt-user remove NAME'.";
            _accounts = Read(_path);
            return null;
        }
        catch (StartException e)
        {
            return $"{e.Message} The accounts read before go on.";
        }
    }

    /// <summary>Makes an account, or changes its password and what it may.</summary>
    /// <exception cref="StartException">The name cannot be an account's.</exception>
    public void Set(string name, string password, bool mayInput = false, bool mayReadCalls = false)
    {
        if (!IsDeviceId(name))
            throw new StartException($"'{name}' cannot be an account: its name, like the id of a device, is 1 to 64 of a-z, 0-9 and '-'.");
        Save(_accounts.Where(a => a.Key != name).Append(new(name, new Account(Hasher.HashPassword(name, password), mayInput, mayReadCalls))));
    }

    public bool Remove(string name)
    {
        bool known = _accounts.ContainsKey(name);
        Save(_accounts.Where(a => a.Key != name));
        return known;
    }

    public IEnumerable<string> Names => _accounts.Keys.Order(StringComparer.Ordinal);

    private void Save(IEnumerable<KeyValuePair<string, Account>> accounts)
    {
        string temporary = _path + ".part";
        var create = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(temporary, create))
        {
            foreach ((string name, Account account) in accounts.OrderBy(a => a.Key, StringComparer.Ordinal))
                writer.WriteLine($"{name}:{account.Hash}{(account.MayInput ? InputRight : "")}{(account.MayReadCalls ? CallsRight : "")}");
        }

        File.Move(temporary, _path, overwrite: true);
        _accounts = Read(_path);
    }

    private static FrozenDictionary<string, Account> Read(string path)
    {
        if (!File.Exists(path))
            return FrozenDictionary<string, Account>.Empty;
        var accounts = new Dictionary<string, Account>();
        try
        {
            foreach ((int index, string line) in File.ReadLines(path).Index())
            {
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                string hash = line[(colon + 1)..];
                bool mayReadCalls = hash.EndsWith(CallsRight, StringComparison.Ordinal);
                if (mayReadCalls)
                    hash = hash[..^CallsRight.Length];
                bool mayInput = hash.EndsWith(InputRight, StringComparison.Ordinal);
                if (mayInput)
                    hash = hash[..^InputRight.Length];
                if (colon <= 0 || !IsDeviceId(line[..colon]) || !IsHash(hash))
                    throw new StartException($"{path}:{index + 1}: is not 'name:hash', with ':input', ':calls' or both behind it; make accounts with 'telemetry mqtt-user set NAME'.");
                if (!accounts.TryAdd(line[..colon], new Account(hash, mayInput, mayReadCalls)))
                    throw new StartException($"{path}:{index + 1}: '{line[..colon]}' is there twice; remove one.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{path}: {e.Message}", e);
        }

        return accounts.ToFrozenDictionary();
    }

    private static bool IsDeviceId(string name) =>
        name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>The hasher throws at a connect for what is no base64; here it is told at the start.</summary>
    private static bool IsHash(string text) => text.Length > 0 && Convert.TryFromBase64String(text, new byte[text.Length], out _);

    private readonly record struct Account(string Hash, bool MayInput, bool MayReadCalls);
}
