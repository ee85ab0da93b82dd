namespace Telemetry.Readings.Inventory.Derived;

internal enum DerivedOperation : byte
{
    Constant,
    Field,
    Parameter,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Negate,
    Absolute,
    SquareRoot,
    Minimum,
    Maximum,
    Curve,
}
