namespace Telemetry.Alerting.Expressions;

/// <summary>
/// A compiled expression: names are indexes, types are checked. Nodes are records, so that two equal subexpressions are seen
/// to be equal.
/// </summary>
internal abstract record Node
{
    /// <summary>True when it reads something of the sample.</summary>
    public abstract bool Varies { get; }

    /// <summary>The nodes it is made of; empty for a leaf.</summary>
    public virtual IEnumerable<Node> Children => [];

    /// <summary>Everything below it that has no children, itself when it has none.</summary>
    public IEnumerable<Node> Leaves()
    {
        bool isLeaf = true;
        foreach (var child in Children)
        {
            isLeaf = false;
            foreach (var leaf in child.Leaves())
            {
                yield return leaf;
            }
        }

        if (isLeaf)
        {
            yield return this;
        }
    }
}
