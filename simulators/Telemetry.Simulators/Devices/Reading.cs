namespace Telemetry.Simulators.Devices;

/// <summary>The fields of one sample, in the order in which the device sends them; reused from sample to sample.</summary>
internal sealed class Reading
{
    private readonly List<Measured> _fields = [];

    public IReadOnlyList<Measured> Fields => _fields;

    public void Clear() => _fields.Clear();

    public void Add(string name, double value) => _fields.Add(new Measured(name, value, null));

    public void Add(string name, bool value) => _fields.Add(new Measured(name, value ? 1 : 0, value ? "true" : "false", IsBoolean: true));

    public void Add(string name, string value) => _fields.Add(new Measured(name, double.NaN, value));

    /// <summary>The number of a field (a boolean counts as 1 or 0).</summary>
    public double Number(string name) => _fields.First(field => field.Name == name).Number;

    /// <summary>One field: a number, or a text, or a boolean as both.</summary>
    internal readonly record struct Measured(string Name, double Number, string? Text, bool IsBoolean = false);
}
