using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Around;

/// <summary>
/// How many devices of the kind at the device's site satisfy a condition, by their last committed values; only those in
/// service count. A device of which the condition is unknown is not counted.
/// </summary>
/// <param name="Condition">About a device of the same kind.</param>
/// <param name="Sites">The devices of the kind by site.</param>
/// <param name="Fields">The fields that the condition reads.</param>
/// <param name="Count">How many fields the kind has.</param>
internal sealed record SiteCountNode(ConditionNode Condition, Dictionary<Site, Device[]> Sites, IReadOnlyList<int> Fields, int Count) : NumberNode
{
    public override bool Varies => true;

    public override IEnumerable<Node> Children => [Condition];

    public override double Evaluate(in Scope scope)
    {
        if (!Sites.TryGetValue(scope.Device.Site, out var devices))
        {
            return 0;
        }

        Span<double> numbers = stackalloc double[Count];
        numbers.Fill(double.NaN);
        int count = 0;
        foreach (var device in devices)
        {
            for (int i = 0; i < Fields.Count; i++)
            {
                numbers[Fields[i]] = scope.Around.Latest(device, Fields[i], out _);
            }

            if (Condition.Evaluate(new Scope(numbers, [], [], device, scope.TimeMs, scope.Around)) == Truth.True)
            {
                count++;
            }
        }

        return count;
    }

    // By condition: lists have no equality of their own, and the rest follows from the kind.
    public bool Equals(SiteCountNode? other) => other is not null && Condition == other.Condition && ReferenceEquals(Sites, other.Sites);

    public override int GetHashCode() => Condition.GetHashCode();
}
