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
        if (password is null || !IsText(password))
            throw Invalid("The password has characters that are no text.");
        if (password.Length < options.MinimumPasswordLength)
            throw Invalid($"The password has {password.Length} characters; it needs at least {options.MinimumPasswordLength} (Access:MinimumPasswordLength).");
        if (password.Length > MaximumLength)
            throw Invalid($"The password has {password.Length} characters; it may have {MaximumLength}.");
        if (password.Contains(name, StringComparison.OrdinalIgnoreCase) && password.Length < 2 * Math.Max(name.Length, options.MinimumPasswordLength / 2))
            throw Invalid("The password is little more than the name.");
        if (password.Distinct().Count() < 4)
            throw Invalid("The password has fewer than four different characters.");
        return _hasher.HashPassword(name, password);
    }

    /// <param name="name">Whose.</param>
    /// <param name="hash">What is kept; null for one who has no password, or whom nobody knows.</param>
    /// <param name="password">What was given.</param>
    /// <param name="better">What to keep instead from now on, when what is kept was made with other options.</param>
    public bool Verify(string name, string? hash, string password, out string? better)
    {
        better = null;
        if (password.Length > MaximumLength || !IsText(password))
            password = "";
        PasswordVerificationResult result = _hasher.VerifyHashedPassword(name, hash ?? _decoy.Value, password);
        if (hash is null || result == PasswordVerificationResult.Failed || password.Length == 0)
            return false;
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            better = _hasher.HashPassword(name, password);
        return true;
    }

    /// <summary>Half a character would be hashed as any other half.</summary>
    private static bool IsText(string password)
    {
        for (int i = 0; i < password.Length; i++)
        {
            if (char.IsHighSurrogate(password[i]) && i + 1 < password.Length && char.IsLowSurrogate(password[i + 1]))
                i++;
            else if (char.IsSurrogate(password[i]) || password[i] == '\0')
                return false;
        }

        return true;
    }

    private static AccountException Invalid(string message) => new(AccountMistake.Invalid, message);
}
