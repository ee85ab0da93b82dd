namespace Telemetry.Storage.Influx;

/// <summary>What the stores behind HTTP have in common.</summary>
public abstract class HttpStoreOptions
{
    /// <summary>The address, such as <c>http://127.0.0.1:8086</c>; http or https, a path in it is kept. Required.</summary>
    public required Uri Url { get; init; }

    /// <summary>User for basic authentication; null: none.</summary>
    public string? UserName { get; init; }

    /// <summary>Password for basic authentication; null: none.</summary>
    public string? Password { get; init; }

    /// <summary>A token instead of user and password; null: none.</summary>
    public string? Token { get; init; }

    /// <summary>Whether batches are compressed. Default auto: on, but not to a loopback address.</summary>
    public Compression Compression { get; init; } = Compression.Auto;

    /// <summary>How long one request may take. Default 10 s, 100 ms to 10 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A PEM file with the certificates of the authorities that may vouch for an https store, instead of the system's. Read
    /// with each new connection, so it can be replaced. Default null: the system's.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentException">Names the option, its range and the value.</exception>
    public virtual void Validate()
    {
        if (!Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https"))
            throw new ArgumentException($"Url must be an absolute http or https address, not '{Url}'.");
        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromMinutes(10))
            throw new ArgumentException($"Timeout must be 100 ms to 10 min, not {Timeout}.");
        if (Token is not null && UserName is not null)
            throw new ArgumentException("Set either Token or UserName, not both.");
        if (Token is not null && Token.Any(c => c is < ' ' or > '~'))
            throw new ArgumentException("Token must be printable ASCII; is there a line break at its end?");
    }
}
