using System.Net;
using System.Net.Sockets;

namespace Telemetry.Worker.Accounts;

/// <summary>
/// Counts what went wrong from an address within a window of time, by a clock that nobody sets. Of very many addresses those
/// that were quiet longest are forgotten.
/// </summary>
internal sealed class AddressLimit(int maximum, TimeSpan window, TimeProvider time)
{
    private const int MaximumAddresses = 10_000;
    private const int Ipv6NetworkBytes = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Count, long SinceTimestamp)> _seen = [];

    /// <summary>How an address is named here: of IPv6 the network that one customer has.</summary>
    public static string Key(IPAddress? address)
    {
        if (address is null)
            return "-";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
            return address.ToString();
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(Ipv6NetworkBytes).Clear();
        return new IPAddress(bytes) + "/64";
    }

    /// <summary>True when the address has used up what it may.</summary>
    public bool IsOver(string key)
    {
        lock (_gate)
            return _seen.TryGetValue(key, out (int Count, long Since) seen) && seen.Count >= maximum && time.GetElapsedTime(seen.Since) < window;
    }

    /// <summary>Counts one; false when that was beyond the limit.</summary>
    public bool TryCount(string key)
    {
        lock (_gate)
        {
            if (!_seen.TryGetValue(key, out (int Count, long Since) seen) || time.GetElapsedTime(seen.Since) >= window)
                seen = (0, time.GetTimestamp());
            if (seen.Count < maximum)
                seen.Count++;
            else
                return false;
            if (_seen.Count >= MaximumAddresses && !_seen.ContainsKey(key))
                Forget();
            _seen[key] = seen;
            return true;
        }
    }

    private void Forget()
    {
        foreach (string key in _seen.OrderBy(entry => entry.Value.SinceTimestamp).Take(MaximumAddresses / 10).Select(entry => entry.Key).ToList())
            _seen.Remove(key);
    }
}
