namespace Telemetry.Worker.Inputs;

/// <summary>What each principal may still say: so many inputs a minute, and as many at once.</summary>
internal sealed class InputAllowance(int perMinute)
{
    /// <summary>Names of MQTT clients may be anybody's invention where none needs an account; beyond so many they share one allowance.</summary>
    private const int MaximumPrincipals = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Tokens, long AtMs)> _left = [];
    private long _refused;

    /// <summary>Inputs that were refused for their number, since the start.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Takes one from a principal's allowance; false when nothing is left of it.</summary>
    public bool TryTake(string principal, long nowMs)
    {
        lock (_gate)
        {
            string key = _left.ContainsKey(principal) || _left.Count < MaximumPrincipals ? principal : "";
            (double tokens, long atMs) = _left.GetValueOrDefault(key, (perMinute, nowMs));
            tokens = Math.Min(perMinute, tokens + (Math.Max(0, nowMs - atMs) * perMinute / 60_000.0));
            bool may = tokens >= 1;
            _left[key] = (may ? tokens - 1 : tokens, nowMs);
            if (!may)
                Interlocked.Increment(ref _refused);
            return may;
        }
    }
}
