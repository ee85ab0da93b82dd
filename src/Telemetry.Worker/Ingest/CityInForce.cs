using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// The city that messages are understood by right now. Whoever turns a message into a record looks it up once, with
/// <see cref="Use"/>, and holds on to it until the record is appended: a switch waits for them, so that in the journal
/// everything before the record of a city was made by the one before, and everything after it by that one.
/// </summary>
/// <param name="city">The first one.</param>
/// <param name="root">The first part of every topic (Mqtt:Root); the same for all cities.</param>
internal sealed class CityInForce(City city, string root)
{
    /// <summary>Users are counted in this many places, so that threads seldom meet in one.</summary>
    private const int Places = 64;

    /// <summary>Of eight bytes: two places never share a cache line.</summary>
    private const int Stride = 16;

    private readonly long[] _users = new long[Places * Stride];
    private readonly Lock _gate = new();
    private volatile bool _isSwitching;
    private volatile CityView _now = new(city, root);

    /// <summary>The inventory, for whoever only reads it. Take it once for one answer.</summary>
    public City City => _now.City;

    /// <summary>The city and what is derived from it, for whoever appends nothing.</summary>
    public CityView Now => _now;

    /// <summary>
    /// The city for one message, until the result is disposed of. A few nanoseconds, no allocation. Not to be nested: a
    /// switch that waits for the outer one would keep the inner one waiting.
    /// </summary>
    public CityUse Use()
    {
        ref long users = ref _users[Environment.CurrentManagedThreadId % Places * Stride];
        while (true)
        {
            // A full fence: either the switch sees this user, or this user sees the switch.
            Interlocked.Increment(ref users);
            if (!_isSwitching)
                return new CityUse(_now, ref users);
            Interlocked.Decrement(ref users);
            lock (_gate)
            {
                // Only to wait for the end of the switch.
            }
        }
    }

    /// <summary>Puts another city in force.</summary>
    /// <param name="next">It.</param>
    /// <param name="atTheBorder">Runs when no message is on its way between look-up and journal: appends the city's record.</param>
    public void Switch(City next, Action atTheBorder)
    {
        lock (_gate)
        {
            CityView view = _now.Follow(next);
            _isSwitching = true;
            try
            {
                Interlocked.MemoryBarrier();
                var spin = new SpinWait();
                while (IsUsed())
                    spin.SpinOnce();
                atTheBorder();
                _now = view;
            }
            finally
            {
                _isSwitching = false;
            }
        }
    }

    private bool IsUsed()
    {
        for (int place = 0; place < _users.Length; place += Stride)
        {
            if (Volatile.Read(ref _users[place]) != 0)
                return true;
        }

        return false;
    }
}
