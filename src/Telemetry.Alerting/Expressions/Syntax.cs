namespace Telemetry.Alerting.Expressions;

/// <summary>A node of the expression as written, before names and types are known.</summary>
/// <param name="Offset">Where it begins in the text, in characters.</param>
internal abstract record Syntax(int Offset)
{
    /// <summary>What it is made of; empty for a word.</summary>
    public virtual IEnumerable<Syntax> Parts => [];

    public sealed record Number(int Offset, double Value) : Syntax(Offset);

    /// <summary>A number with its unit.</summary>
    public sealed record Quantity(int Offset, double Value, string Unit) : Syntax(Offset);

    public sealed record Duration(int Offset, long Milliseconds) : Syntax(Offset);

    public sealed record Text(int Offset, string Value) : Syntax(Offset);

    public sealed record Truth(int Offset, bool Value) : Syntax(Offset);

    public sealed record Name(int Offset, string Value) : Syntax(Offset);

    public sealed record Negation(int Offset, Syntax Operand) : Syntax(Offset)
    {
        public override IEnumerable<Syntax> Parts => [Operand];
    }

    public sealed record Not(int Offset, Syntax Operand) : Syntax(Offset)
    {
        public override IEnumerable<Syntax> Parts => [Operand];
    }

    /// <param name="Sign">The operator's own token: mistakes about both sides point there.</param>
    public sealed record Binary(Token Sign, Syntax Left, Syntax Right) : Syntax(Left.Offset)
    {
        public override IEnumerable<Syntax> Parts => [Left, Right];
    }

    public sealed record Call(int Offset, string Function, IReadOnlyList<Syntax> Arguments) : Syntax(Offset)
    {
        public override IEnumerable<Syntax> Parts => Arguments;
    }

    /// <summary>Something of something else: <c>device.flood_limit</c>, <c>device('gate-1').opening</c>, <c>site.count(...)</c>.</summary>
    /// <param name="Of">What it is of: a name, or a call of <c>device</c>.</param>
    /// <param name="PartOffset">Where the part behind the dot begins.</param>
    /// <param name="Arguments">Null when it is no call.</param>
    public sealed record Member(Syntax Of, string Part, int PartOffset, IReadOnlyList<Syntax>? Arguments) : Syntax(Of.Offset)
    {
        public override IEnumerable<Syntax> Parts => [Of, .. Arguments ?? []];
    }
}
