namespace Telemetry.Alerting.Expressions;

/// <summary>A compiled expression that gives a text; null is unknown.</summary>
internal abstract record TextNode : Node
{
    public abstract string? Evaluate(in Scope scope);

    public sealed record Constant(string Value) : TextNode
    {
        public override bool Varies => false;

        public override string? Evaluate(in Scope scope) => Value;
    }

    public sealed record Field(int Index) : TextNode
    {
        public override bool Varies => true;

        public override string? Evaluate(in Scope scope) => scope.Text(Index);
    }
}
