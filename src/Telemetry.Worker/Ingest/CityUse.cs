namespace Telemetry.Worker.Ingest;

/// <summary>A city while a message is understood by it; see <see cref="CityInForce.Use"/>.</summary>
internal readonly ref struct CityUse
{
    private readonly ref long _users;

    public CityUse(CityView view, ref long users)
    {
        View = view;
        _users = ref users;
    }

    public CityView View { get; }

    public void Dispose() => Interlocked.Decrement(ref _users);
}
