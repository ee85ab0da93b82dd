using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Accounts;

/// <summary>Hashes and checks passwords with the framework's hasher. A check takes as long for a user whom nobody knows.</summary>
internal sealed class Passwords(AccessOptions options)
{
    /// <summary>Hashing more would only cost the worker time.</summary>
    public const int MaximumLength = 256;

    private readonly PasswordHasher<string> _hasher = new(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = options.PasswordIterations }));
    private readonly Lazy<string> _decoy = new(() => new PasswordHasher<string>(
        Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = options.PasswordIterations })).HashPassword("", Guid.NewGuid().ToString()));

    /// <summary>Makes what is kept of a new password.</summary>
    /// <exception cref="AccountException">It cannot be one.</exception>
    public string Hash(string name, string? password)
    {
        if (password is null || Normal(password) is not { } normal)
            throw Invalid("The password has characters that are no text.");
        if (normal.Length < options.MinimumPasswordLength)
            throw Invalid($"The password has {normal.Length} characters; it needs at least {options.MinimumPasswordLength} (Access:MinimumPasswordLength).");
        if (normal.Length > MaximumLength)
            throw Invalid($"The password has {normal.Length} characters; it may have {MaximumLength}.");
        if (normal.Contains(name, StringComparison.OrdinalIgnoreCase) && normal.Length < 2 * Math.Max(name.Length, options.MinimumPasswordLength / 2))
            throw Invalid("The password is little more than the name.");
        if (normal.Distinct().Count() < 4)
            throw Invalid("The password has fewer than four different characters.");
        return _hasher.HashPassword(name, normal);
    }

    /// <param name="name">Whose.</param>
    /// <param name="hash">What is kept; null for one who has no password, or whom nobody knows.</param>
    /// <param name="password">What was given.</param>
    /// <param name="better">What to keep instead from now on, when what is kept was made with other options.</param>
    public bool Verify(string name, string? hash, string password, out string? better)
    {
        better = null;
        string normal = password.Length <= MaximumLength ? Normal(password) ?? "" : "";
        PasswordVerificationResult result = _hasher.VerifyHashedPassword(name, hash ?? _decoy.Value, normal);
        if (hash is null || result == PasswordVerificationResult.Failed || normal.Length == 0)
            return false;
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            better = _hasher.HashPassword(name, normal);
        return true;
    }

    /// <summary>One keyboard writes ü as one character, another as two. Null for what is no text.</summary>
    private static string? Normal(string password)
    {
        try
        {
            return password.Contains('\0', StringComparison.Ordinal) ? null : password.Normalize();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static AccountException Invalid(string message) => new(AccountMistake.Invalid, message);
}
