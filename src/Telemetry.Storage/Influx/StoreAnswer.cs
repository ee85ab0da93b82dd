using System.Net;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>What came back from the store.</summary>
/// <param name="Status">Null when nothing came; <paramref name="Fault"/> says why.</param>
/// <param name="Text">The body, or the store's error in its own words.</param>
internal readonly record struct StoreAnswer(HttpStatusCode? Status, string Text, TimeSpan? RetryAfter = null, StoreFault Fault = StoreFault.None)
{
    public static StoreAnswer Success { get; } = new(HttpStatusCode.NoContent, "");

    public bool IsSuccess => Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>The lines themselves are to blame, one or several of them.</summary>
    public bool BlamesLines => Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity;

    public bool IsTooLarge => Status == HttpStatusCode.RequestEntityTooLarge;

    /// <summary>A smaller request might have been taken.</summary>
    public bool IsOverload => Fault == StoreFault.TimedOut
        || Status is HttpStatusCode.RequestTimeout or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>Nobody can be sure to get another answer by asking again.</summary>
    public bool Passes => Status is { } status
        ? status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500
        : Fault != StoreFault.Untrusted;

    /// <summary>The result for a batch that neither was stored nor can be cut into pieces.</summary>
    public WriteResult ToResult() =>
        new(Passes ? WriteOutcome.Retry : WriteOutcome.Misconfigured, Message: Text, RetryAfter: RetryAfter);

    /// <summary>What to throw when a query or the first contact failed.</summary>
    /// <param name="mend">What the reader should do when it is a matter of configuration.</param>
    public Exception ToException(string mend) =>
        Passes ? new StoreUnavailableException(Text) : new StoreConfigurationException($"{Text} {mend}");
}
