namespace Telemetry.Alerting.Engine;

/// <summary>What the rules' watches found in the record in hand, in order.</summary>
internal sealed class Findings
{
    private readonly List<Finding> _items = [];

    public int Count => _items.Count;

    public Finding this[int index] => _items[index];

    /// <param name="told">What the watch keeps of the condition as long as a late sample may correct it.</param>
    public void Add(Transition transition, ToldCondition? told = null) => _items.Add(new Finding(transition, told));

    public void Clear() => _items.Clear();
}
