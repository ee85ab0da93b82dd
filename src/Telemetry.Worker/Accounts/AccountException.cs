namespace Telemetry.Worker.Accounts;

/// <summary>Why something asked for about users or tokens was not done.</summary>
internal enum AccountMistake
{
    /// <summary>It is not allowed or not understood.</summary>
    Invalid,

    /// <summary>There is no such user or token.</summary>
    Unknown,

    /// <summary>There is one of that name.</summary>
    Taken,

    /// <summary>It is more than who asks may give.</summary>
    Forbidden,
}

/// <summary>Something about users or tokens was not done; nothing was changed.</summary>
internal sealed class AccountException(AccountMistake mistake, string message) : Exception(message)
{
    public AccountMistake Mistake { get; } = mistake;
}
