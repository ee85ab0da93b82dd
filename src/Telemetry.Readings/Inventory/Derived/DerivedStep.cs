namespace Telemetry.Readings.Inventory.Derived;

/// <summary>One step of a <see cref="DerivedExpression"/>, in reverse Polish order.</summary>
/// <param name="Operation">What is done with the top of the stack.</param>
/// <param name="Constant">The number that <see cref="DerivedOperation.Constant"/> pushes.</param>
/// <param name="Index">Which field, parameter or curve.</param>
internal readonly record struct DerivedStep(DerivedOperation Operation, double Constant = 0, int Index = 0);
