namespace Telemetry.Simulators.Devices;

/// <summary>An event with texts, as lifts and keepers of reservoirs tell it.</summary>
internal sealed record Report : DeviceEvent
{
    /// <param name="atMs">When, Unix milliseconds.</param>
    /// <param name="name">As the kind's <c>events</c> name it.</param>
    /// <param name="texts">Fields and what they say.</param>
    public Report(long atMs, string name, params (string Field, string Text)[] texts)
        : base(atMs, name) => Texts = texts;

    public IReadOnlyList<(string Field, string Text)> Texts { get; }
}
